import type { NamedPolicy, Thing } from "../records";
import type { Registry } from "../registry";
import { ancestorsOf } from "../things/registry-thing-groups";

/**
 * Returns the thing of a connection: the thing to which the certificate is exclusively attached, or the thing whose
 * name is the client id, if the certificate is attached to it. Undefined over HTTPS, where there is no client id.
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
 * Returns the policies that apply to a certificate: the policies attached to it, to the groups of its thing, and to the
 * parents of these groups.
 *
 * Assumption: the policies of groups apply only if the connection has a thing ({@link thingOf}).
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
