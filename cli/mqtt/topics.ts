import type { Problem } from "../../config/problem";
import { missing } from "./missing";

/** What is wrong with a topic to publish to (MQTT 4.7.1). */
export function topicProblems(topic: string | undefined): Problem[] {
  if (!topic) return [missing("--topic", "It is what the message is published to.")];
  if (!/[+#]/.test(topic)) return [];
  const remedy = "Messages are sent to one topic; wildcards are for subscribing.";
  return [{ path: "--topic", must: "be a topic without + and #", got: topic, remedy }];
}

/** What is wrong with a topic filter (MQTT 4.7.1). */
export function filterProblems(filter: string | undefined): Problem[] {
  if (!filter) return [missing("--topic", "It is the topic or topic filter to subscribe to.")];
  const levels = filter.split("/");
  const fits = levels.every((level, index) =>
    level === "#" ? index === levels.length - 1 : level === "+" || !/[+#]/.test(level),
  );
  if (fits) return [];
  const remedy = "Write it like a/+/c or a/#.";
  return [{ path: "--topic", must: "have + and # as whole levels, and # at the end", got: filter, remedy }];
}
