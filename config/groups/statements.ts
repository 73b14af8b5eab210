import type { PolicyStatement } from "../../lambda/contract";
import type { GroupSettings } from "../schema/config-schema";

/**
 * Returns a group's rules as policy statements, one for each action, with resources that lack their ARN prefix.
 *
 * In an IoT policy `*` matches any characters, `/` included, and `+` and `#` are ordinary characters. So a `#` at the end becomes `*`, which
 * matches the filter itself and every narrower filter, and `+` in a filter is not changed: it allows exactly that filter.
 *
 * Assumption: a shared subscription is checked against its whole filter, including `$share`. No page of AWS says so; the policy of the SDKs'
 * sample for shared subscriptions is written that way.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/pub-sub-policy.html
 */
export function groupStatements(group: GroupSettings): PolicyStatement[] {
  return [
    allow(
      "iot:Connect",
      group.clientIds.map((id) => `client/${id}`),
    ),
    allow(
      "iot:Publish",
      group.publish.map((rule) => `topic/${hashToStar(rule)}`),
    ),
    allow(
      "iot:Subscribe",
      group.subscribe.map((rule) => `topicfilter/${hashToStar(rule)}`),
    ),
    allow(
      "iot:Receive",
      group.subscribe.map((rule) => `topic/${receivedTopics(rule)}`),
    ),
    allow(
      "iot:RetainPublish",
      group.retain.map((rule) => `topic/${hashToStar(rule)}`),
    ),
  ].filter((statement) => statement.Resource.length > 0);
}

function allow(action: string, resources: readonly string[]): PolicyStatement {
  return { Effect: "Allow", Action: [action], Resource: [...new Set(resources)] };
}

function hashToStar(rule: string): string {
  return rule.replace(/#$/, "*");
}

/**
 * Returns the resource for the topics that a filter delivers. A `+` becomes `*`, which is wider than the filter since it matches `/`. But AWS
 * delivers only what the client subscribed to, and Subscribe allows only the exact filter. A shared subscription delivers the topics of its inner
 * filter.
 */
function receivedTopics(rule: string): string {
  return hashToStar(rule.replace(/^\$share\/[^/]+\//, "")).replaceAll("+", "*");
}
