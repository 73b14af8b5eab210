import { ConfigurationError, type Problem } from "../../config/problem";
import { type Asker, rulesOf, userAccess } from "../access/user-access";
import { filtersOverlap } from "./filters-overlap";

/** A topic filter that a bridge carries: `out` from the local broker to AWS, or `in` from AWS to the local broker. */
export interface BridgeTopic {
  readonly filter: string;
  readonly direction: "in" | "out";
}

/** What a bridge carries, and what it could but must not. */
export interface BridgeTopics {
  readonly topics: readonly BridgeTopic[];
  /** Allowed, but not carried. */
  readonly leftOut: readonly LeftOutTopic[];
}

/** A topic that a bridge could carry but does not. */
export interface LeftOutTopic extends BridgeTopic {
  /** Why, continuing "since". */
  readonly since: string;
}

/**
 * The topics of a bridge: those given, or all that the user's group allows.
 *
 * AWS IoT Core sends a subscriber its own messages too, so what goes out must not come in: it would go round in circles.
 * @param given Filters, each perhaps followed by its direction as in mosquitto.conf: `telemetry/# out`
 * @throws {ConfigurationError} if one of them is not allowed, says no direction though both are allowed, or would go round in circles
 */
export function bridgeTopics(asker: Asker, given: readonly string[]): BridgeTopics {
  if (given.length === 0) return everything(asker);
  const topics = given.map((text) => parse(text, asker));
  const [circle] = circles(topics);
  if (circle)
    throw refusal("not carry in what goes out", circle.filter, "AWS sends it back: it would go round in circles.");
  return { topics, leftOut: [] };
}

function everything(asker: Asker): BridgeTopics {
  const out = filtersOf(asker, "publish").map((filter) => ({ filter, direction: "out" as const }));
  const into = filtersOf(asker, "subscribe").map((filter) => ({ filter, direction: "in" as const }));
  const all: BridgeTopic[] = [...out, ...into];
  const unfit = all.flatMap((topic) => {
    const since = unfitness(topic.filter);
    return since === undefined ? [] : { ...topic, since };
  });
  const fit = all.filter(({ filter }) => unfitness(filter) === undefined);
  const round = circles(fit);
  const topics = fit.filter((topic) => !round.includes(topic));
  const leftOut = [...unfit, ...round.map((topic) => ({ ...topic, since: "what goes out would come back" }))];
  if (topics.length === 0) throw nothingToCarry(asker, leftOut);
  return { topics, leftOut };
}

function filtersOf(asker: Asker, action: "publish" | "subscribe"): string[] {
  return [...new Set(rulesOf(asker, action).map(({ filled }) => filled))];
}

/**
 * Why mosquitto.conf cannot hold a filter, or a bridge cannot carry it.
 * @see https://mosquitto.org/man/mosquitto-conf-5.html
 */
function unfitness(filter: string): string | undefined {
  if (/\s/u.test(filter)) return "mosquitto.conf cannot hold a topic with a space";
  if (filter.startsWith("$share/")) return "a shared subscription is for several clients, not for one bridge";
  return undefined;
}

/** mosquitto does not start with a bridge that carries nothing. */
function nothingToCarry({ username, groupName }: Asker, leftOut: readonly LeftOutTopic[]): ConfigurationError {
  const list = leftOut.map(({ filter, direction, since }) => `${JSON.stringify(filter)} ${direction}, since ${since}`);
  const reason =
    list.length === 0 ? "It may neither publish nor subscribe to anything" : `Left out: ${list.join("; ")}`;
  const remedy = `${reason}. Add a topic that a bridge can carry to groups.${groupName}.publish or .subscribe.`;
  const must = "be a user with a topic that mosquitto can carry";
  return new ConfigurationError([{ path: "--user", must, got: username, remedy }]);
}

function circles(topics: readonly BridgeTopic[]): BridgeTopic[] {
  const out = topics.filter(({ direction }) => direction === "out");
  return topics.filter(
    ({ direction, filter }) => direction === "in" && out.some((other) => filtersOverlap(filter, other.filter)),
  );
}

function parse(text: string, asker: Asker): BridgeTopic {
  const [, filter = "", wanted] = /^(\S+)(?: +(in|out))?$/.exec(text) ?? [];
  if (filter === "") {
    throw refusal("be a topic filter without spaces, perhaps followed by in or out", text, "Write it like 'a/# out'.");
  }
  // A rule ending in # covers a filter as it does topics, since the filter's own wildcards are ordinary characters in a policy.
  const directions = [
    ...(userAccess(asker, "publish", filter).allowed ? ["out" as const] : []),
    ...(userAccess(asker, "subscribe", filter).allowed ? ["in" as const] : []),
  ];
  const [direction] = directions.filter((candidate) => wanted === undefined || wanted === candidate);
  if (direction === undefined) throw notAllowed(asker, text);
  if (wanted === undefined && directions.length > 1) {
    throw refusal(
      "say its direction, since both are allowed",
      text,
      `Write it like '${filter} out' or '${filter} in'.`,
    );
  }
  return { filter, direction };
}

function notAllowed(asker: Asker, text: string): ConfigurationError {
  const list = (action: "publish" | "subscribe") =>
    filtersOf(asker, action)
      .map((filter) => JSON.stringify(filter))
      .join(", ") || "nothing";
  const remedy = `It may publish to ${list("publish")} and subscribe to ${list("subscribe")}.`;
  return refusal(`be something that group ${asker.groupName} may carry in that direction`, text, remedy);
}

function refusal(must: Problem["must"], got: string, remedy: string): ConfigurationError {
  return new ConfigurationError([{ path: "--topic", must, got, remedy }]);
}
