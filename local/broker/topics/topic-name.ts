import type { AwsLimits } from "../limits";
import { RULES, type RuleName } from "../wire/rules";

/**
 * Why clients cannot publish to a topic. "malformed": it breaks a rule of MQTT. "not-accepted": it breaks a rule of
 * AWS.
 */
export type TopicProblem =
  | { readonly kind: "malformed"; readonly rule: RuleName; readonly message: string }
  | { readonly kind: "not-accepted"; readonly message: string };

/**
 * What AWS does with messages on a topic: "ordinary" ones are delivered to subscribers, "basic-ingest" ones
 * (`$aws/rules/<rule>/…`) only to a rule, and "aws" ones (`$aws/…`) to AWS's services.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-basic-ingest.html
 */
export type TopicKind = "ordinary" | "basic-ingest" | "aws";

const NO_MATCHES: readonly object[] = [];

/** A checked topic, which all messages on it share. */
export class TopicName {
  readonly bytes: Buffer;
  /** Entries of a subscription index that match the topic, and the state of the index in which they did. Only the index uses them. */
  matches = NO_MATCHES;
  matchedIn: object | undefined;
  private split: readonly string[] | undefined;

  constructor(
    readonly name: string,
    readonly kind: TopicKind,
    readonly problem: TopicProblem | undefined,
  ) {
    this.bytes = Buffer.from(name);
  }

  get levels(): readonly string[] {
    this.split ??= this.name.split("/");
    return this.split;
  }

  /** Frees what is kept only for speed. Messages may keep the topic for long: retained messages, and messages that wait. */
  free(): void {
    this.matches = NO_MATCHES;
    this.matchedIn = undefined;
    this.split = undefined;
  }

  /** Whether the topic begins with `$`: filters that begin with a wildcard do not match it (MQTT 5, 4.7.2). */
  get reserved(): boolean {
    return this.name.startsWith("$");
  }
}

/** Maximum number and length of remembered topics, so that a client cannot fill the memory with them. */
const REMEMBERED = 10_000;
const LONGEST_REMEMBERED = 512;
const BASIC_INGEST = /^\$aws\/rules\/[^/]+\//;

/** Returns the number of `/` in a text. */
export function countSlashes(text: string): number {
  let slashes = 0;
  for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", at + 1)) slashes++;
  return slashes;
}

/** Returns the rule of MQTT that a topic name breaks, if any. */
export function topicFault(name: string): "topicEmpty" | "topicWildcard" | "nul" | undefined {
  if (name === "") return "topicEmpty";
  if (name.includes("\0")) return "nul";
  return name.includes("+") || name.includes("#") ? "topicWildcard" : undefined;
}

function findProblem(name: string, limits: AwsLimits): TopicProblem | undefined {
  const fault = topicFault(name);
  if (fault) return { kind: "malformed", rule: fault, message: RULES[fault].broken };
  const counted = name.replace(BASIC_INGEST, "");
  if (Buffer.byteLength(counted) > limits.topicBytes) {
    return { kind: "not-accepted", message: `the topic is longer than ${limits.topicBytes} bytes` };
  }
  if (countSlashes(counted) > limits.topicSlashes) {
    return { kind: "not-accepted", message: `the topic has more than ${limits.topicSlashes} slashes` };
  }
  if (name.startsWith("$") && !name.startsWith("$aws/")) {
    return { kind: "not-accepted", message: "topics that begin with $ are reserved" };
  }
  return undefined;
}

/**
 * Checks topic names, and remembers the results.
 * @example
 * new TopicNames(DEFAULT_LIMITS).get("a/b").levels; // ["a", "b"]
 */
export class TopicNames {
  private readonly remembered = new Map<string, TopicName>();

  constructor(private readonly limits: AwsLimits) {}

  get(name: string): TopicName {
    const known = this.remembered.get(name);
    if (known) return known;
    const kind = BASIC_INGEST.test(name) ? "basic-ingest" : name.startsWith("$aws/") ? "aws" : "ordinary";
    const topic = new TopicName(name, kind, findProblem(name, this.limits));
    if (name.length > LONGEST_REMEMBERED) return topic;
    if (this.remembered.size >= REMEMBERED) this.forgetAll();
    this.remembered.set(name, topic);
    return topic;
  }

  private forgetAll(): void {
    for (const topic of this.remembered.values()) topic.free();
    this.remembered.clear();
  }
}
