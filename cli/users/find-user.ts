import { nearest } from "../../infra/config/nearest";
import { ConfigurationError } from "../../infra/config/problem";
import type { User } from "../../infra/users/users-schema";

/**
 * The user of that name.
 * @param path What messages call the name: `NAME`
 * @throws {ConfigurationError} if there is none, with the nearest name
 */
export function findUser(users: readonly User[], name: string, path: string): User {
  const found = users.find((user) => user.name === name);
  if (found) return found;
  const guess = nearest(
    name,
    users.map((user) => user.name),
  );
  const remedy = guess === undefined ? "" : `Did you mean ${JSON.stringify(guess)}? `;
  throw new ConfigurationError([
    { path, must: "name a user", got: name, remedy: `${remedy}iot-auth users list shows them.` },
  ]);
}
