import { ConfigurationError } from "../../config/problem";
import type { User, UserStore } from "../../identity/users";

/** Every user of a store. @throws {ConfigurationError} if one is not in order: what is to be complete must not leave it out */
export async function listWhole(store: UserStore): Promise<readonly User[]> {
  const { users, broken } = await store.list();
  if (broken.length > 0) throw new ConfigurationError(broken.flatMap(({ problems }) => problems));
  return users;
}
