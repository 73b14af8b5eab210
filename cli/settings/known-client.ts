import { ConfigurationError, type Problem } from "../../config/problem";
import type { GroupSettings } from "../../config/schema";
import type { ResolvedStack } from "../../config/stages";
import { didYouMean } from "../../config/text";
import type { User } from "../../identity/users";
import type { Asker } from "../access/user-access";
import type { Io } from "../io";
import type { Project } from "../project";
import { findKnownUser } from "../users/known-user";
import { openStore } from "../users/open-store";

/** Whom settings are for, as typed: a user, or a device with a certificate. */
export interface AskedClient {
  readonly user?: string;
  readonly thing?: string;
  readonly local?: boolean;
}

/** Whom settings are for, and its rules with the thing's name where a user's name would stand. */
export interface KnownClient extends Omit<Asker, "clientId"> {
  /** The user; a thing is none. */
  readonly user?: User;
}

/**
 * Finds whom settings are for: a user of the stack's store, or a thing of `certificates.things`.
 * @throws {ConfigurationError} if neither or both are named, or there is none of the name
 */
export async function findKnownClient(
  asked: AskedClient,
  project: Project,
  stack: ResolvedStack,
  io: Io,
): Promise<KnownClient> {
  const { region } = stack.settings;
  const { user: name, thing } = asked;
  if ((name === undefined) === (thing === undefined)) {
    const must = "be given, or --thing in its place, and not both";
    refuse({
      path: "--user",
      must,
      got: name,
      remedy: "A user logs in with a password or a token, a thing with a certificate.",
    });
  }
  if (thing !== undefined) return { region, username: thing, ...thingOf(thing, stack) };
  const { user, group } = await findKnownUser(openStore(project, stack, asked, io), stack, name ?? "", "--user");
  return { region, username: user.name, groupName: user.group, group, user };
}

function thingOf(thing: string, { settings }: ResolvedStack): { groupName: string; group: GroupSettings } {
  const things = settings.certificates?.things ?? {};
  const groupName = Object.hasOwn(things, thing) ? things[thing]?.group : undefined;
  const group = groupName === undefined ? undefined : settings.groups[groupName];
  if (groupName === undefined || group === undefined) {
    return refuse({
      path: "--thing",
      must: "name a thing of certificates.things",
      got: thing,
      remedy: didYouMean(thing, Object.keys(things)),
    });
  }
  return { groupName, group: asUsers(group) };
}

/** A group of devices with certificates, its rules written like those of users: `{username}` in place of `{thingName}`. */
export function asUsers(group: GroupSettings): GroupSettings {
  const named = (rules: readonly string[]) => rules.map((rule) => rule.replaceAll("{thingName}", "{username}"));
  const { clientIds, publish, subscribe, retain } = group;
  return {
    ...group,
    clientIds: named(clientIds),
    publish: named(publish),
    subscribe: named(subscribe),
    retain: named(retain),
  };
}

function refuse(problem: Problem): never {
  throw new ConfigurationError([problem]);
}
