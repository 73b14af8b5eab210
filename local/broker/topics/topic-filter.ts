import type { AwsLimits } from "../limits";
import type { RuleName } from "../wire/rules";
import { countSlashes } from "./topic-name";

/** A topic filter that can be subscribed to. */
export interface TopicFilter {
  /** As the client wrote it. */
  readonly whole: string;
  /** Name of the shared subscription; undefined for an ordinary filter. */
  readonly share: string | undefined;
  /** The filter without `$share/<name>/`. */
  readonly filter: string;
  readonly levels: readonly string[];
  readonly wildcard: boolean;
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: TopicFilter }
  /** `problem` names the rule of AWS that the filter breaks. */
  | { readonly ok: false; readonly problem: string };

const SHARE = "$share/";
const notAllowed = (problem: string): ParsedFilter => ({ ok: false, problem });

/** Splits `$share/<name>/<filter>` into name and filter; the filter is empty if it is missing. */
function splitShare(whole: string): { readonly share: string | undefined; readonly filter: string } {
  if (!whole.startsWith(SHARE)) return { share: undefined, filter: whole };
  const end = whole.indexOf("/", SHARE.length);
  if (end === -1) return { share: whole.slice(SHARE.length), filter: "" };
  return { share: whole.slice(SHARE.length, end), filter: whole.slice(end + 1) };
}

/**
 * Returns the rule of MQTT that a filter breaks, if any (MQTT 5, 4.7 and 4.8.2).
 * @example
 * filterFault("a/#/b"); // "filterHash"
 */
export function filterFault(whole: string): RuleName | undefined {
  if (whole === "") return "filterEmpty";
  const { share, filter } = splitShare(whole);
  if (share !== undefined && (filter === "" || share === "" || /[+#]/.test(share))) return "shareName";
  const levels = filter.split("/");
  for (const [at, level] of levels.entries()) {
    if (level.includes("#") && (level !== "#" || at < levels.length - 1)) return "filterHash";
    if (level.includes("+") && level !== "+") return "filterPlus";
  }
  return undefined;
}

/**
 * Reads a topic filter, also `$share/<name>/<filter>`, and checks it against AWS's rules. {@link filterFault} has
 * checked MQTT's rules before.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-shared-subscription
 * @example
 * parseTopicFilter("$share/workers/jobs/+", DEFAULT_LIMITS); // { ok: true, filter: { share: "workers", filter: "jobs/+", … } }
 */
export function parseTopicFilter(whole: string, limits: AwsLimits): ParsedFilter {
  const { share, filter } = splitShare(whole);
  const levels = filter.split("/");
  if (share !== undefined && [...share].length > limits.shareNameCharacters) {
    return notAllowed(`the name of a shared subscription is longer than ${limits.shareNameCharacters} characters`);
  }
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
