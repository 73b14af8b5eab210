import { updateUsersFile } from "../../infra/users/users-file";
import type { User } from "../../infra/users/users-schema";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/**
 * Changes a users file, then hands out what came of it: a secret that is nowhere else. If that fails (a full disk, a closed pipe), the
 * change is taken back, so that nobody has a secret that nobody knows.
 * @throws {ConfigurationError} if the users file is wrong or cannot be written
 * @throws {CliError} if handing out failed
 */
export async function changeUsers(
  file: string,
  change: (users: readonly User[]) => readonly User[] | Promise<readonly User[]>,
  handOut: () => Promise<void>,
): Promise<void> {
  let before: readonly User[] = [];
  let after: readonly User[] = [];
  await updateUsersFile(file, async (users) => {
    before = users;
    after = await change(users);
    return after;
  });
  try {
    await handOut();
  } catch (error) {
    await updateUsersFile(file, (users) => takeBack(users, before, after));
    throw new CliError(`${(error as Error).message} The change was taken back.`, EXIT.usage);
  }
}

/** Undoes a change, leaving alone what somebody else has changed meanwhile. */
export function takeBack(users: readonly User[], before: readonly User[], after: readonly User[]): User[] {
  const old = new Map(before.map((user) => [user.name, user]));
  const made = new Map(after.map((user) => [user.name, JSON.stringify(user)]));
  return users.flatMap((user) => {
    const text = JSON.stringify(user);
    const previous = old.get(user.name);
    if (made.get(user.name) !== text || (previous && JSON.stringify(previous) === text)) return [user];
    return previous ? [previous] : [];
  });
}
