import { fillPlaceholders } from "../../config/groups";
import { ConfigurationError, type Problem } from "../../config/problem";
import type { GroupSettings, ResolvedStack } from "../../config/schema";
import { type User, userState } from "../../identity/users";
import type { Asker } from "../access/user-access";
import type { Io } from "../io";
import type { Project } from "../project";
import { findKnownUser } from "../users/known-user";
import { openStore } from "../users/open-store";
import { findKnownThing } from "./known-thing";

/** The options that name whom settings are for: a user, or a device with a certificate. */
export interface AskedClient {
  readonly user?: string;
  readonly thing?: string;
  /** The CA that provisions the thing just in time. */
  readonly authority?: string;
  readonly local?: boolean;
}

/** The user or thing that settings are for, with the rules of its group. A thing's name takes the place of a user's name in them. */
export interface KnownClient extends Omit<Asker, "clientId"> {
  /** The user. @default - none: the settings are for a thing */
  readonly user?: User;
  /** Why its logins are refused, and what to know before its first connection, as sentences. */
  readonly remarks: readonly string[];
}

/**
 * Finds the user or thing that settings are for: a user in the stack's store, a thing in `certificates.things`, or a thing that a CA provisions
 * just in time.
 * @throws {ConfigurationError} if neither or both are named, or if no user or thing has the name
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
  if (thing !== undefined) {
    const found = await findKnownThing({ ...asked, thing }, stack, project.configFolder, io.now());
    return { region, username: thing, ...found };
  }
  if (asked.authority !== undefined) {
    const remedy = "A user has no certificate: give --thing in place of --user.";
    refuse({ path: "--authority", must: "be given with --thing", got: asked.authority, remedy });
  }
  const { user, group } = await findKnownUser(openStore(project, stack, asked, io), stack, name ?? "", "--user");
  const state = userState(user, io.now());
  const remarks = state === "active" ? [] : [`${user.name} is ${state}: every login is refused.`];
  return { region, username: user.name, groupName: user.group, group, user, remarks };
}

function refuse(problem: Problem): never {
  throw new ConfigurationError([problem]);
}

/**
 * Returns a client id that the first rule of a user's group allows. If the rule ends in `*`, `suffix` takes the place of the `*`.
 * @example clientIdFor({ clientIds: ["gateway-*"] }, "g1", "bridge") // "gateway-bridge"
 */
export function clientIdFor(
  { clientIds: [rule = ""] }: Pick<GroupSettings, "clientIds">,
  username: string,
  suffix: string,
): string {
  return fillPlaceholders(rule.replace(/\*$/, suffix), { username, clientId: username });
}
