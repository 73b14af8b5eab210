import type { NamedPolicy, Thing } from "../records";
import type { Registry } from "../registry";
import { ancestorsOf } from "../things/registry-thing-groups";

/**
 * The thing that a connection counts as: the one that has the certificate to itself, or the one of the client id's name if the certificate is
 * attached to it. None over HTTPS, where there is no client id.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/exclusive-thing.html
 */
export function thingOf(registry: Registry, certificateArn: string, clientId: string | undefined): Thing | undefined {
  if (clientId === undefined) return undefined;
  for (const name of registry.thingPrincipals.leftsOf(certificateArn)) {
    const exclusive = registry.thingPrincipals.kindOf(name, certificateArn) === "EXCLUSIVE_THING";
    if (exclusive || name === clientId) return registry.things.get(name);
  }
  return undefined;
}

/**
 * The policies that count for a certificate: those attached to it, and those attached to the groups of the thing, and to the groups above
 * these.
 *
 * Assumption: the groups' policies count only where the connection counts as a thing ({@link thingOf}).
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-groups.html#group-attach-policy
 */
export function effectivePolicies(
  registry: Registry,
  certificateArn: string,
  thing: Pick<Thing, "name"> | undefined,
): readonly NamedPolicy[] {
  const names = new Set(registry.policyTargets.leftsOf(certificateArn));
  for (const group of thing === undefined ? [] : registry.groupMembers.leftsOf(thing.name)) {
    const { arn } = registry.thingGroup(group);
    for (const target of [arn, ...ancestorsOf(registry, group).map((one) => one.arn)]) {
      for (const name of registry.policyTargets.leftsOf(target)) names.add(name);
    }
  }
  return [...names].map((name) => registry.policy(name));
}
