import { fillPlaceholders } from "../../config/groups";
import { ConfigurationError } from "../../config/problem";
import { clientIdObstacle } from "../access/aws-limits";
import { type Asker, rulesOf, userAccess } from "../access/user-access";
import { type ClientTopic, clientTopics, type LeftOutTopic } from "./client-topics";
import { clientIdFor } from "./known-client";
import type { SettingsClient, StatusTopic } from "./settings-client";

/** Client id and topics that the user of the command asks for. */
export interface AskedInputs {
  /** @default - the first that the group allows */
  readonly clientId?: string;
  /** @default [] (all that the group allows) */
  readonly topics: readonly string[];
}

/** Client id and topics that a text may contain: the rules of the group and AWS's limits allow them. */
export interface CheckedInputs {
  readonly clientId: string;
  readonly topics: readonly ClientTopic[];
  readonly leftOut: readonly LeftOutTopic[];
  /** Whether the group may publish with RETAIN on every topic that the client publishes to. */
  readonly mayRetain: boolean;
  readonly status?: StatusTopic;
}

/**
 * Checks the content of a text against the rules of the group, AWS's limits and the client's abilities, before the text is written: the
 * client id, each topic with its direction (publish; subscribe and receive), and publish and RETAIN for birth and will messages.
 * @param suffix Completes the client id if the group's rule ends in `*`
 * @throws {ConfigurationError} if the client id or a topic is not allowed, or if no topic is left
 */
export function checkInputs(
  who: Omit<Asker, "clientId">,
  client: SettingsClient,
  asked: AskedInputs,
  suffix: string,
): CheckedInputs {
  const clientId =
    asked.clientId ?? (client.clientIdIsName ? who.username : clientIdFor(who.group, who.username, suffix));
  const asker = { ...who, clientId };
  checkClientId(asker);
  const { topics, leftOut } = clientTopics(asker, client, asked.topics);
  const status = client.announces ? statusTopic(asker, client, topics) : undefined;
  const quiet = client.announces && status !== undefined && !status.retain ? [withoutRetain(status)] : [];
  const mayRetainAll = topics.every(({ filter, direction }) => direction === "in" || mayRetain(asker, filter));
  return { clientId, topics, leftOut: [...leftOut, ...quiet], mayRetain: mayRetainAll, ...(status && { status }) };
}

function checkClientId(asker: Asker): void {
  const { clientId, groupName } = asker;
  const obstacle = clientIdObstacle(clientId);
  const must = `be a client id that group ${groupName} may use`;
  if (obstacle !== undefined)
    throw new ConfigurationError([{ path: "--client-id", must, got: clientId, remedy: obstacle }]);
  if (userAccess(asker, "connect", clientId).allowed) return;
  const rules = rulesOf(asker, "connect").map(({ filled }) => JSON.stringify(filled));
  const remedy = `It may use ${rules.join(", ")}; to change that, edit groups.${groupName}.clientIds.`;
  throw new ConfigurationError([{ path: "--client-id", must, got: clientId, remedy }]);
}

/** Chooses the topic for birth and will messages: one that allows RETAIN, else one below the first filter that allows publishing. */
function statusTopic(asker: Asker, client: SettingsClient, topics: readonly ClientTopic[]): StatusTopic | undefined {
  const kept = asker.group.retain.map((rule) => fillPlaceholders(rule, asker));
  const out = topics.flatMap(({ filter, direction }) => (direction === "out" ? filter : []));
  const topic = [...kept, ...out.filter((filter) => filter.endsWith("#"))]
    .filter((filter) => !filter.startsWith("$"))
    .map((filter) => filter.replace(/#$/, "status"))
    .find(
      (candidate) => client.unfitTopic?.(candidate) === undefined && userAccess(asker, "publish", candidate).allowed,
    );
  return topic === undefined ? undefined : { topic, retain: mayRetain(asker, topic) };
}

/** Whether a rule in `retain` allows a topic; these rules match as those in `publish` do. */
function mayRetain({ group, ...names }: Asker, topic: string): boolean {
  const asPublish = { ...names, group: { ...group, publish: group.retain, retain: [] } };
  return userAccess(asPublish, "publish", topic).allowed;
}

function withoutRetain({ topic }: StatusTopic): LeftOutTopic {
  return {
    filter: topic,
    direction: "out",
    what: "Birth and will messages are sent without RETAIN",
    since: "the group has no retain rule for the topic",
  };
}
