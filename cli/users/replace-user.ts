import type { User } from "../../infra/users/users-schema";
import { findUser } from "./find-user";

/**
 * Users with one of them changed, in the same order.
 * @throws {ConfigurationError} if there is no user of that name
 */
export function replaceUser(users: readonly User[], name: string, change: (user: User) => User): User[] {
  const found = findUser(users, name, "NAME");
  return users.map((user) => (user === found ? change(user) : user));
}
