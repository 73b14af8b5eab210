import { LIMITS } from "../../lambda/contract";
import type { Problem } from "../problem";
import { didYouMean } from "../text/nearest-name";
import { fillPlaceholders, hasStrayBrace, PLACEHOLDERS, POLICY_CHARACTERS, unknownPlaceholders } from "./placeholders";

/** Problem of a group's rule: what it must be, as the words after "must", and what to do. */
export type Finding = Pick<Problem, "must" | "remedy">;

/** Returns the problem of a rule in `publish`; `undefined` if it has none. */
export function checkPublishRule(rule: string): Finding | undefined {
  if (isShared(rule)) {
    return {
      must: "be a topic, which $share is not",
      remedy: "Only a subscription can be shared; name the topic itself.",
    };
  }
  const levels = rule.split("/");
  const plus = levels.findIndex((level) => level.includes("+"));
  if (plus !== -1) {
    const shorter = plus === 0 ? undefined : [...levels.slice(0, plus), "#"].join("/");
    return {
      must: "not hold + in a topic to publish to, which an IoT policy cannot express exactly (its * crosses /)",
      remedy: shorter
        ? `List the topics one by one, use {username} or {clientId} for that level, or allow everything below with "${shorter}".`
        : "List the topics one by one, or use {username} or {clientId} for that level.",
    };
  }
  return checkFilter(rule);
}

/** Returns the problem of a rule in `subscribe`; `undefined` if it has none. In a shared subscription, the filter inside it is checked. */
export function checkSubscribeRule(rule: string): Finding | undefined {
  if (rule.startsWith("$aws/rules/")) {
    return {
      must: "not be a basic-ingest topic, which goes to a rule and never to a subscriber",
      remedy: "Publish to it, and subscribe to a topic that the rule publishes to again.",
    };
  }
  if (!isShared(rule)) return checkFilter(rule);
  const [, name = "", ...filter] = rule.split("/");
  if (name === "" || /[+#]/.test(name) || filter.join("/") === "") {
    return {
      must: "name the share, without + or #, and the filter, if it is a shared subscription",
      remedy: 'Write it like "$share/workers/jobs/#" (MQTT 5, 4.8.2).',
    };
  }
  return checkCharacters(rule) ?? checkFilter(filter.join("/"));
}

/** Returns the problem of a rule in `clientIds`, which is text with placeholders, and at most one `*`, at the end. */
export function checkClientIdRule(rule: string): Finding | undefined {
  const body = rule.endsWith("*") ? rule.slice(0, -1) : rule;
  if (body === "") {
    return {
      must: "not be empty or a lone *",
      remedy: 'Name the client ids, or how they begin: "gateway-*", "{username}".',
    };
  }
  const placeholder = checkPlaceholders(body);
  if (placeholder) return placeholder;
  if (/[*?+#/$\p{Cc}]|%\{/u.test(body)) {
    return {
      must: "hold none of * ? + # / $ %{, except one * at the end",
      remedy: "Client ids with those characters are refused at login.",
    };
  }
  if (body.includes("{clientId}") && rule !== "{clientId}") {
    return {
      must: "not mix {clientId} with anything else",
      remedy:
        'It stands for any client id that the client sends: alone it allows every client id, and "gateway-*" some.',
    };
  }
  if (Buffer.byteLength(shortest(body)) > LIMITS.clientIdBytes) {
    return { must: `be at most ${LIMITS.clientIdBytes} bytes`, remedy: "AWS IoT Core accepts no longer client id." };
  }
  return undefined;
}

function checkFilter(rule: string): Finding | undefined {
  if (rule === "") return { must: "not be empty", remedy: 'Write it like "telemetry/{username}/#".' };
  return checkCharacters(rule) ?? checkLevels(rule.split("/")) ?? checkLength(rule);
}

function checkCharacters(rule: string): Finding | undefined {
  if (POLICY_CHARACTERS.test(rule) || /\p{Cc}/u.test(rule)) {
    return {
      must: "hold none of * ? ${ %{ and no control characters",
      remedy: "Write MQTT's own wildcards, {username} and {clientId}; they are translated.",
    };
  }
  return checkPlaceholders(rule);
}

function checkPlaceholders(rule: string): Finding | undefined {
  const [unknown] = unknownPlaceholders(rule);
  if (unknown !== undefined) {
    return { must: `hold no unknown placeholder {${unknown}}`, remedy: didYouMean(unknown, PLACEHOLDERS) };
  }
  return hasStrayBrace(rule)
    ? {
        must: "hold { and } only around a placeholder",
        remedy: "The placeholders are {username}, {clientId} and {thingName}.",
      }
    : undefined;
}

function checkLevels(levels: readonly string[]): Finding | undefined {
  const hash = levels.findIndex((level) => level.includes("#"));
  if (hash !== -1 && (levels[hash] !== "#" || hash !== levels.length - 1)) {
    return { must: "hold # only as its whole last level", remedy: 'Write it like "telemetry/#" (MQTT 4.7.1.2).' };
  }
  if (levels.some((level) => level.includes("+") && level !== "+")) {
    return { must: "hold + only as a whole level", remedy: 'Write it like "telemetry/+/state" (MQTT 4.7.1.3).' };
  }
  if (hash === 0) {
    return {
      must: "name its first level",
      remedy: 'A lone # would let an IoT policy cover the reserved topics beginning with $ as well; write "factory/#".',
    };
  }
  return undefined;
}

function checkLength(rule: string): Finding | undefined {
  const counted = rule.replace(/^\$aws\/rules\/[^/]+\//, "");
  const slashes = counted.split("/").length - 1;
  if (slashes > LIMITS.topicSlashes) {
    return { must: `have at most ${LIMITS.topicSlashes} slashes`, remedy: "AWS IoT Core accepts no deeper topic." };
  }
  if (Buffer.byteLength(shortest(counted)) > LIMITS.topicBytes) {
    return { must: `be at most ${LIMITS.topicBytes} bytes`, remedy: "AWS IoT Core accepts no longer topic." };
  }
  return undefined;
}

function shortest(rule: string): string {
  return fillPlaceholders(rule, { username: "x", clientId: "x" }).replaceAll("{thingName}", "x");
}

function isShared(rule: string): boolean {
  return rule === "$share" || rule.startsWith("$share/");
}
