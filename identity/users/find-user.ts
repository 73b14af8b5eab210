import { ConfigurationError } from "../../config/problem";
import { iotAuth } from "../../config/text";
import type { UserStore } from "./user-store";
import type { User } from "./users-schema";

/**
 * The user of that name.
 * @param path What messages call the name: `--username`
 * @throws {ConfigurationError} if there is none, with the nearest name
 */
export async function findUser(store: UserStore, name: string, path = "NAME"): Promise<User> {
  return (await store.find(name)) ?? noSuchUser(store, name, path);
}

/** @throws {ConfigurationError} always */
export async function noSuchUser(store: Pick<UserStore, "nearest">, name: string, path = "NAME"): Promise<never> {
  const guess = await store.nearest(name);
  const remedy = guess === undefined ? "" : `Did you mean ${JSON.stringify(guess)}? `;
  throw new ConfigurationError([
    { path, must: "name a user", got: name, remedy: `${remedy}To see them: ${iotAuth("users", "list")}` },
  ]);
}
