import { fillPlaceholders } from "../../config/groups";
import { ConfigurationError } from "../../config/problem";
import { clientIdObstacle } from "../access/aws-limits";
import { type Asker, rulesOf, userAccess } from "../access/user-access";
import { type ClientTopic, clientTopics, type LeftOutTopic } from "./client-topics";
import { clientIdFor } from "./known-client";
import type { SettingsClient, StatusTopic } from "./settings-client";

/** What a person may ask for beside the client's name. */
export interface AskedInputs {
  /** @default - the first that the group allows */
  readonly clientId?: string;
  /** @default [] (all that the group allows) */
  readonly topics: readonly string[];
}

/** What has been found to be right for a user and a client. */
export interface CheckedInputs {
  readonly clientId: string;
  readonly topics: readonly ClientTopic[];
  readonly leftOut: readonly LeftOutTopic[];
  /** Whether everything that is published may be published with RETAIN. */
  readonly mayRetain: boolean;
  readonly status?: StatusTopic;
}

/**
 * Checks what a text will say against the rules of the group, AWS's limits and what the client can hold, before a line of it is written: the
 * client id, each topic with its direction (publish; subscribe and receive), and for birth and will messages publish and RETAIN.
 * @param suffix Ends a client id of which the rule says only how it begins
 * @throws {ConfigurationError} if something asked for is not allowed, or nothing is left
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
  const must = `be a client id that group ${groupName} may take`;
  if (obstacle !== undefined)
    throw new ConfigurationError([{ path: "--client-id", must, got: clientId, remedy: obstacle }]);
  if (userAccess(asker, "connect", clientId).allowed) return;
  const rules = rulesOf(asker, "connect").map(({ filled }) => JSON.stringify(filled));
  const remedy = `It may take ${rules.join(", ")}; to change that, edit groups.${groupName}.clientIds.`;
  throw new ConfigurationError([{ path: "--client-id", must, got: clientId, remedy }]);
}

/** A topic for the client to say on that it is there: where it may publish with RETAIN, else below the first filter that it may publish to. */
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

/** A rule of the list `retain` is a topic, perhaps ending in `#`, which stands for anything. */
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
