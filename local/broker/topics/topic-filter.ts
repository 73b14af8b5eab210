import type { AwsLimits } from "../limits";
import { countSlashes, isIllFormed } from "./topic-name";

/** A topic filter that can be subscribed to. */
export interface TopicFilter {
  /** As the client wrote it. */
  readonly whole: string;
  /** Name of the shared subscription, if it is one. */
  readonly share: string | undefined;
  /** Without `$share/<name>/`. */
  readonly filter: string;
  readonly levels: readonly string[];
  readonly wildcard: boolean;
}

/** Why a filter cannot be subscribed to. "malformed" breaks MQTT, "not-allowed" AWS's rules. */
export interface FilterProblem {
  readonly kind: "malformed" | "not-allowed";
  readonly message: string;
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: TopicFilter }
  | { readonly ok: false; readonly problem: FilterProblem };

const malformed = (message: string): ParsedFilter => ({ ok: false, problem: { kind: "malformed", message } });
const notAllowed = (message: string): ParsedFilter => ({ ok: false, problem: { kind: "not-allowed", message } });

/** Whether `+` and `#` stand alone in their level, and `#` only in the last (MQTT 5, 4.7.1). */
function wildcardsInPlace(levels: readonly string[]): boolean {
  return levels.every((level, at) => {
    if (level === "#") return at === levels.length - 1;
    return level === "+" || !(level.includes("+") || level.includes("#"));
  });
}

/**
 * Reads a topic filter, `$share/<name>/<filter>` included.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-shared-subscription
 * @example
 * parseTopicFilter("$share/workers/jobs/+", DEFAULT_LIMITS); // { ok: true, filter: { share: "workers", filter: "jobs/+", … } }
 */
export function parseTopicFilter(whole: string, limits: AwsLimits): ParsedFilter {
  if (whole === "" || isIllFormed(whole)) return malformed("the filter is empty or not well-formed UTF-8");
  let filter = whole;
  let share: string | undefined;
  if (whole.startsWith("$share/")) {
    const end = whole.indexOf("/", "$share/".length);
    share = whole.slice("$share/".length, end === -1 ? undefined : end);
    filter = end === -1 ? "" : whole.slice(end + 1);
    if (filter === "" || share === "") return malformed("a shared subscription is $share/<name>/<filter>");
    if (/[+#]/.test(share)) return malformed("the name of a shared subscription must not hold wildcards");
    if ([...share].length > limits.shareNameCharacters) {
      return notAllowed(`the name of a shared subscription is longer than ${limits.shareNameCharacters} characters`);
    }
  }
  const levels = filter.split("/");
  if (!wildcardsInPlace(levels)) return malformed("a wildcard must fill its level, and # must be the last");
  if (Buffer.byteLength(filter) > limits.topicBytes) {
    return notAllowed(`the filter is longer than ${limits.topicBytes} bytes`);
  }
  if (countSlashes(filter) > limits.topicSlashes) {
    return notAllowed(`the filter has more than ${limits.topicSlashes} slashes`);
  }
  if (filter.startsWith("$aws/rules/")) return notAllowed("Basic Ingest topics cannot be subscribed to");
  if (filter.startsWith("$") && !filter.startsWith("$aws/"))
    return notAllowed("filters that begin with $ are reserved");
  const wildcard = levels.some((level) => level === "+" || level === "#");
  return { ok: true, filter: { whole, share, filter, levels, wildcard } };
}
