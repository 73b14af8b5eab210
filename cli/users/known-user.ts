import { ConfigurationError } from "../../config/problem";
import type { GroupSettings, ResolvedStack } from "../../config/schema";
import { findUser, type User, type UserStore } from "../../identity/users";
import { checkGroup } from "./check-user";

/** A user of a stack, with its group. */
export interface KnownUser {
  readonly user: User;
  readonly group: GroupSettings;
}

/**
 * Finds a user of a stack.
 * @param path Name of the option, for messages: `--username`
 * @throws {ConfigurationError} if there is no such user, or its group is not defined
 */
export async function findKnownUser(
  store: UserStore,
  stack: ResolvedStack,
  name: string,
  path: string,
): Promise<KnownUser> {
  const user = await findUser(store, name, path);
  const group = stack.settings.groups[user.group];
  if (group) return { user, group };
  const problem = checkGroup(user.group, { store, stacks: [stack] }, `${user.name}: group`);
  throw new ConfigurationError(problem ? [problem] : []);
}

/** Lists all users of a store. @throws {ConfigurationError} if an entry is invalid, since a complete list must not leave it out */
export async function listWhole(store: UserStore): Promise<readonly User[]> {
  const { users, broken } = await store.list();
  if (broken.length > 0) throw new ConfigurationError(broken.flatMap(({ problems }) => problems));
  return users;
}
