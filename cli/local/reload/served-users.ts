import type { ResolvedStack } from "../../../config/schema";
import { usersFileOf } from "../../../config/store-kinds";
import { iotAuth } from "../../../config/text";
import type { User } from "../../../identity/users";
import { groupPolicyName } from "../../../infra/certificate-names";
import type { TableUser } from "../../../lambda/contract";
import type { LocalIotCore } from "../../../local";
import type { SynthesizedStackContent } from "../../../local/synthesized-stack";
import type { WatchedInput } from "./watch-inputs";

/** The users file, to be watched; none where users are in a table, whose changes count without a synthesis. */
export function watchedUsers(stack: ResolvedStack, configFolder: string): WatchedInput[] {
  const path = usersFileOf(stack, configFolder);
  return path === undefined ? [] : [{ path, isFolder: false }];
}

/** The group of a user in the stand-in's table, if its users are in one. */
export function groupInTable(
  core: Pick<LocalIotCore, "controlPlane" | "region">,
  { table }: Pick<SynthesizedStackContent, "table">,
  user: string,
): string | undefined {
  if (table === undefined) return undefined;
  const { group } = core.controlPlane.store.region(core.region).tables.get(table.name).get(user) ?? {};
  const name: unknown = group && "S" in group ? group.S : undefined;
  return typeof name === "string" ? name : undefined;
}

/**
 * The group of a device with a certificate: that of the policy which one of its certificates carries, whether the stack names the thing or
 * provisioning made it.
 */
export function groupOfThing(
  core: Pick<LocalIotCore, "controlPlane" | "region">,
  { stackName, settings }: { readonly stackName: string; readonly settings: { readonly groups: object } },
  thing: string,
): string | undefined {
  const { registry } = core.controlPlane.store.region(core.region);
  const carried = registry.thingPrincipals.rightsOf(thing).flatMap((arn) => registry.policyTargets.leftsOf(arn));
  return Object.keys(settings.groups).find((group) => carried.includes(groupPolicyName(stackName, group)));
}

/** The table to serve, with the demo users in it at first. @example core.load({ ...deployment, ...servedTable(content, users) }) */
export function servedTable(
  { table }: Pick<SynthesizedStackContent, "table">,
  demoUsers: readonly User[],
): { table?: NonNullable<SynthesizedStackContent["table"]> & { items: readonly TableUser[] } } {
  return table ? { table: { ...table, items: demoUsers.map((user) => ({ ...user, version: 1 })) } } : {};
}

/** How to add users where they are in a table, or `undefined`. */
export function tableNote(
  { table }: Pick<SynthesizedStackContent, "table">,
  groups: readonly string[],
): string | undefined {
  if (table === undefined) return undefined;
  const [group = "GROUP"] = groups;
  return `Users are in the table ${table.name} of this stand-in, in memory. Add one, who can log in at once: ${iotAuth("users", "add", "NAME", "--group", group, "--local")}`;
}
