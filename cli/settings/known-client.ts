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

/** Whom settings are for, as typed: a user, or a device with a certificate. */
export interface AskedClient {
  readonly user?: string;
  readonly thing?: string;
  /** The CA that provisions the thing just in time. */
  readonly authority?: string;
  readonly local?: boolean;
}

/** Whom settings are for, and its rules with the thing's name where a user's name would stand. */
export interface KnownClient extends Omit<Asker, "clientId"> {
  /** The user; a thing is none. */
  readonly user?: User;
  /** What keeps it out, or has to be known before it first connects, as sentences. */
  readonly remarks: readonly string[];
}

/**
 * Finds whom settings are for: a user of the stack's store, a thing of `certificates.things`, or one that a CA provisions just in time.
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
 * A client id that a user's group allows: the first rule's. Where the rule says only how the client id begins, `suffix` is added.
 * @example clientIdFor({ clientIds: ["gateway-*"] }, "g1", "bridge") // "gateway-bridge"
 */
export function clientIdFor(
  { clientIds: [rule = ""] }: Pick<GroupSettings, "clientIds">,
  username: string,
  suffix: string,
): string {
  return fillPlaceholders(rule.replace(/\*$/, suffix), { username, clientId: username });
}
