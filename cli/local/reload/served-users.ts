import type { ResolvedStack } from "../../../config/schema";
import { usersFileOf } from "../../../config/store-kinds";
import { iotAuth } from "../../../config/text";
import type { User } from "../../../identity/users";
import { groupPolicyName } from "../../../infra/certificate-names";
import type { TableUser } from "../../../lambda/contract";
import type { LocalIotCore } from "../../../local";
import type { SynthesizedStackContent } from "../../../local/synthesized-stack";
import type { WatchedInput } from "./watch-inputs";

/** Returns the users file to watch. Users in a table need no watching: their changes apply without a synthesis. */
export function watchedUsers(stack: ResolvedStack, configFolder: string): WatchedInput[] {
  const path = usersFileOf(stack, configFolder);
  return path === undefined ? [] : [{ path, isFolder: false }];
}

/** Returns the group of a user in the stand-in's table; `undefined` if there is no table or no such user. */
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
 * Returns the group of a device with a certificate: the group whose policy is attached to one of its certificates, whether the configuration
 * names the thing or provisioning created it.
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

/** Returns the table to serve, which first contains the demo users only. @example core.load({ ...deployment, ...servedTable(content, users) }) */
export function servedTable(
  { table }: Pick<SynthesizedStackContent, "table">,
  demoUsers: readonly User[],
): { table?: NonNullable<SynthesizedStackContent["table"]> & { items: readonly TableUser[] } } {
  return table ? { table: { ...table, items: demoUsers.map((user) => ({ ...user, version: 1 })) } } : {};
}

/** Returns a note that says how to add users to the table; `undefined` if users are not in a table. */
export function tableNote(
  { table }: Pick<SynthesizedStackContent, "table">,
  groups: readonly string[],
): string | undefined {
  if (table === undefined) return undefined;
  const [group = "GROUP"] = groups;
  return `Users are in the table ${table.name} of this stand-in, in memory. Add one, who can log in at once: ${iotAuth("users", "add", "NAME", "--group", group, "--local")}`;
}
