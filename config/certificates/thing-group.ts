import { LIMITS } from "../../lambda/contract";
import { groupStatements } from "../groups/statements";
import { Described, type Problem } from "../problem";
import type { GroupSettings } from "../schema/group-schema";

const THING = /\{thingName\}/;
const USER = /\{username\}/;
const RULE_LISTS = ["clientIds", "publish", "subscribe", "retain"] as const;

/** A group as written in the configuration, possibly not checked yet. */
type UncheckedGroup = Readonly<Record<string, unknown>>;

/** Whether a group is for devices with certificates: its rules contain `{thingName}`, while those of users contain `{username}`. */
export function isThingGroup(group: UncheckedGroup | GroupSettings): boolean {
  return rulesOf(group).some(({ rule }) => THING.test(rule));
}

/** Returns the groups of users, or those of devices with certificates. */
export function groupsOf<T extends GroupSettings>(
  kind: "users" | "things",
  groups: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(groups).filter(([, group]) => isThingGroup(group) === (kind === "things")));
}

/** Returns the problems of a group of devices with certificates, except those of single rules. */
export function thingGroupProblems(path: string, group: UncheckedGroup): readonly Problem[] {
  const { clientIds } = group;
  const isOwn = Array.isArray(clientIds) && clientIds.length === 1 && clientIds[0] === "{thingName}";
  return [
    ...(isOwn
      ? []
      : [
          {
            path: `${path}.clientIds`,
            must: 'be ["{thingName}"] in a group with {thingName}',
            got: clientIds,
            remedy: "AWS IoT Core finds a connection's thing only if the client id is the thing's name.",
          },
        ]),
    ...rulesOf(group)
      .filter(({ rule }) => USER.test(rule))
      .map(({ list, index, rule }) => ({
        path: `${path}.${list}[${index}]`,
        must: "not hold {username} in a group with {thingName}",
        got: rule,
        remedy: "A device with a certificate has no user name; write {thingName}, or make two groups.",
      })),
    ...(["disconnectAfterSeconds", "refreshAfterSeconds"] as const)
      .filter((setting) => group[setting] !== undefined)
      .map((setting) => ({
        path: `${path}.${setting}`,
        must: "be left out in a group with {thingName}",
        got: group[setting],
        remedy: "It is a setting of the custom authorizer, which devices with certificates do not use.",
      })),
  ];
}

function rulesOf(group: UncheckedGroup | GroupSettings): readonly { list: string; index: number; rule: string }[] {
  return RULE_LISTS.flatMap((list) => {
    const rules: unknown = (group as UncheckedGroup)[list];
    if (!Array.isArray(rules)) return [];
    return rules.flatMap((rule: unknown, index) => (typeof rule === "string" ? [{ list, index, rule }] : []));
  });
}

/**
 * Returns the AWS IoT policy of a group of devices with certificates. Each device can connect only as its own thing, to which its certificate must
 * be attached. Names of things contain no characters that have a meaning in a policy.
 * @param arnPrefix `arn:aws:iot:us-east-1:123456789012:`
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
export function thingPolicy(group: GroupSettings, arnPrefix: string): object {
  const [connect, ...others] = groupStatements(group).map((statement) => ({
    Effect: statement.Effect,
    Action: statement.Action,
    Resource: statement.Resource.map((resource) => `${arnPrefix}${variables(resource)}`),
  }));
  const own = { ...connect, Condition: { Bool: { "iot:Connection.Thing.IsAttached": "true" } } };
  return { Version: "2012-10-17", Statement: [own, ...others] };
}

function variables(resource: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an AWS IoT policy writes its variables like that
  const [thing, client] = ["${iot:Connection.Thing.ThingName}", "${iot:ClientId}"];
  return resource.replaceAll("{thingName}", thing).replaceAll("{clientId}", client);
}

/**
 * Returns the problem of a group's policy that is too large. AWS does not count white space, which this JSON does not contain.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export function thingPolicySizeProblems(path: string, group: GroupSettings, arnPrefix: string): readonly Problem[] {
  const characters = JSON.stringify(thingPolicy(group, arnPrefix)).length;
  const tooMany = characters - LIMITS.policyDocumentCharacters;
  if (tooMany <= 0) return [];
  return [
    {
      path,
      must: `compile to a policy of at most ${LIMITS.policyDocumentCharacters} characters`,
      got: new Described(`${characters} characters, ${tooMany} too many`),
      remedy:
        "Merge rules under a common prefix, shorten them, or split the group in two: a certificate has one policy.",
    },
  ];
}
