import { ConfigurationError, type Problem } from "../../config/problem";
import { visible } from "../../config/text";
import { filterObstacle } from "../access/aws-limits";
import { type Asker, rulesOf, userAccess } from "../access/user-access";

/** A topic filter that a client uses: `out` from the client (or its local broker) to AWS, or `in` from AWS. */
export interface ClientTopic {
  readonly filter: string;
  readonly direction: "in" | "out";
}

/** The topics that a client uses, and those that it leaves out. */
export interface ClientTopics {
  readonly topics: readonly ClientTopic[];
  /** Topics that the group allows but the client does not use. */
  readonly leftOut: readonly LeftOutTopic[];
}

/** A topic that the group allows but a client does not use, or uses only in part. */
export interface LeftOutTopic extends ClientTopic {
  /** The reason, as the words after "since". */
  readonly since: string;
  /** What was done with the topic. @default "Allowed but left out" */
  readonly what?: string;
}

/** The properties of a client that decide which topics it can use. */
export interface TopicUser {
  readonly kind: "bridge" | "device" | "tool" | "library";
  /** Name of the program, for messages: `mosquitto`. */
  readonly title: string;
  /** {@link SettingsClient.unfitTopic} */
  readonly unfitTopic?: (filter: string) => string | undefined;
}

/**
 * Returns the topics of a client: those given, or all that the user's group allows.
 *
 * AWS IoT Core sends a subscriber its own messages too, so a bridge must not subscribe to what it publishes: the messages would loop.
 * @param given Filters, which a direction as in mosquitto.conf may follow: `telemetry/# out`
 * @throws {ConfigurationError} if a filter is not allowed, has no direction though both are allowed, or would make messages loop
 */
export function clientTopics(asker: Asker, client: TopicUser, given: readonly string[]): ClientTopics {
  if (given.length === 0) return everything(asker, client);
  const topics = given.map((text) => parse(text, asker, client));
  const [circle] = circles(client, topics);
  if (circle)
    throw refusal("not bring in what goes out", circle.filter, "AWS sends these messages back, so they would loop.");
  return { topics, leftOut: [] };
}

function everything(asker: Asker, client: TopicUser): ClientTopics {
  const out = filtersOf(asker, "publish").map((filter) => ({ filter, direction: "out" as const }));
  const into = filtersOf(asker, "subscribe").map((filter) => ({ filter, direction: "in" as const }));
  const all: ClientTopic[] = [...out, ...into];
  const unfit = all.flatMap((topic) => {
    const since = unfitness(topic, asker, client) ?? reserved(topic.filter, client);
    return since === undefined ? [] : { ...topic, since };
  });
  const fit = all.filter(
    ({ filter, direction }) => !unfit.some((one) => one.filter === filter && one.direction === direction),
  );
  const round = circles(client, fit);
  const topics = fit.filter((topic) => !round.includes(topic));
  const leftOut = [...unfit, ...round.map((topic) => ({ ...topic, since: "what goes out would come back" }))];
  if (topics.length === 0) throw nothingToUse(asker, client, leftOut);
  return { topics, leftOut };
}

function filtersOf(asker: Asker, action: "publish" | "subscribe"): string[] {
  const filters = [...new Set(rulesOf(asker, action).map(({ filled }) => filled))];
  // A message that two filters match would be forwarded twice.
  return filters.filter((filter) => !filters.some((other) => other !== filter && covers(other, filter)));
}

/** Whether a filter that ends in `#` matches all that another filter matches. */
function covers(wide: string, narrow: string): boolean {
  return wide.endsWith("/#") && narrow.startsWith(wide.slice(0, -1));
}

/** Returns why the settings cannot hold a filter, AWS IoT Core would refuse it, or its messages would not be delivered. */
function unfitness({ filter, direction }: ClientTopic, asker: Asker, client: TopicUser): string | undefined {
  const obstacle = filterObstacle(filter);
  if (obstacle !== undefined)
    return `${obstacle.charAt(0).toLowerCase()}${obstacle.slice(1, -1)}`.replace(/^(aWS|mQTT)/, (word) =>
      word.toUpperCase(),
    );
  const own = client.unfitTopic?.(filter);
  if (own !== undefined) return own;
  if (client.kind === "bridge" && filter.startsWith("$share/"))
    return "a shared subscription is for several clients, not for one bridge";
  if (direction === "in" && !userAccess(asker, "receive", someTopic(filter)).allowed)
    return "the group may subscribe to it but not receive its messages";
  return undefined;
}

/** Returns why a bridge leaves out a filter unless `--topic` names it: both brokers use topics that begin with `$` for themselves. */
function reserved(filter: string, { kind }: TopicUser): string | undefined {
  return kind === "bridge" && filter.startsWith("$")
    ? "topics that begin with $ are each broker's own; name it with --topic to carry it"
    : undefined;
}

/** Returns a topic that a filter matches. */
function someTopic(filter: string): string {
  return filter
    .replace(/^\$share\/[^/]+\//, "")
    .split("/")
    .map((level) => (level === "+" || level === "#" ? "x" : level))
    .join("/");
}

/** A text without topics has no use, and mosquitto does not start with a bridge that has none. */
function nothingToUse(
  { username, groupName }: Asker,
  { kind, title }: TopicUser,
  leftOut: readonly LeftOutTopic[],
): ConfigurationError {
  const list = leftOut.map(({ filter, direction, since }) => `${JSON.stringify(filter)} ${direction}, since ${since}`);
  const reason =
    list.length === 0 ? "It may neither publish nor subscribe to anything" : `Left out: ${list.join("; ")}`;
  const what = kind === "bridge" ? "a bridge can carry" : "it can use";
  const remedy = `${reason}. Add a topic that ${what} to groups.${groupName}.publish or .subscribe.`;
  const must = `be a user with a topic that ${title} can ${kind === "bridge" ? "carry" : "use"}`;
  return new ConfigurationError([{ path: "--user", must, got: username, remedy }]);
}

function circles({ kind }: TopicUser, topics: readonly ClientTopic[]): ClientTopic[] {
  if (kind !== "bridge") return [];
  const out = topics.filter(({ direction }) => direction === "out");
  return topics.filter(
    ({ direction, filter }) => direction === "in" && out.some((other) => filtersOverlap(filter, other.filter)),
  );
}

function parse(text: string, asker: Asker, client: TopicUser): ClientTopic {
  const [, filter = "", wanted] = /^(.+?)(?: +(in|out))?$/su.exec(text) ?? [];
  if (filter === "")
    throw refusal("be a topic filter, perhaps followed by in or out", text, "Write it like 'a/# out'.");
  const own = client.unfitTopic?.(filter);
  if (own !== undefined) throw refusal(`be a topic that ${client.title} can use`, text, `It cannot, since ${own}.`);
  // A rule that ends in # matches a filter as it matches a topic: the filter's wildcards are ordinary characters in a policy.
  const directions = [
    ...(userAccess(asker, "publish", filter).allowed ? ["out" as const] : []),
    ...(userAccess(asker, "subscribe", filter).allowed ? ["in" as const] : []),
  ];
  const [direction] = directions.filter((candidate) => wanted === undefined || wanted === candidate);
  if (direction === undefined) throw notAllowed(asker, text);
  if (wanted === undefined && directions.length > 1) {
    throw refusal(
      "name its direction, since both are allowed",
      text,
      `Write it like '${filter} out' or '${filter} in'.`,
    );
  }
  const topic = { filter, direction };
  const since = unfitness(topic, asker, client);
  if (since !== undefined) throw refusal(`be a topic that ${client.title} can use`, text, `It cannot, since ${since}.`);
  return topic;
}

function notAllowed(asker: Asker, text: string): ConfigurationError {
  const list = (action: "publish" | "subscribe") =>
    filtersOf(asker, action)
      .map((filter) => JSON.stringify(filter))
      .join(", ") || "nothing";
  const remedy = `It may publish to ${list("publish")} and subscribe to ${list("subscribe")}.`;
  return refusal(`be a topic that group ${asker.groupName} may use in that direction`, text, remedy);
}

function refusal(must: Problem["must"], got: string, remedy: string): ConfigurationError {
  return new ConfigurationError([{ path: "--topic", must, got, remedy }]);
}

/** Formats a topic that was left out as a line. */
export function leftOutText({ filter, direction, since, what = "Allowed but left out" }: LeftOutTopic): string {
  return `${what}, since ${since}: ${visible(filter)} ${direction}`;
}

/**
 * Whether some topic matches both topic filters (MQTT 4.7.1).
 * @example filtersOverlap("telemetry/#", "telemetry/+/state") // true
 */
export function filtersOverlap(a: string, b: string): boolean {
  return levelsOverlap(a.split("/"), b.split("/"));
}

function levelsOverlap([a, ...restA]: readonly string[], [b, ...restB]: readonly string[]): boolean {
  if (a === "#" || b === "#") return true;
  if (a === undefined || b === undefined) return a === b;
  return (a === b || a === "+" || b === "+") && levelsOverlap(restA, restB);
}
