import type { PolicyStatement } from "../../lambda/contract";
import type { GroupSettings } from "../schema/config-schema";

/**
 * A group's rules as policy statements, one per action, resources without their ARN prefix.
 *
 * In an IoT policy `*` is any run of characters, also across `/`, while `+` and `#` mean nothing special. So a trailing `#` becomes
 * `*`, which covers the filter itself and every narrower one, and `+` in a filter stays as it is: it allows exactly that filter.
 *
 * Assumption: a shared subscription is checked against its whole filter, `$share` and all. No page of AWS says so; the policy that comes
 * with the shared subscription sample of its SDKs is written that way.
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
 * The topics a filter delivers. A `+` becomes `*`: wider than the filter, since `*` crosses `/`, but only what was subscribed to is
 * ever delivered, and Subscribe allows the exact filter alone. A shared subscription delivers its inner filter's topics.
 */
function receivedTopics(rule: string): string {
  return hashToStar(rule.replace(/^\$share\/[^/]+\//, "")).replaceAll("+", "*");
}
