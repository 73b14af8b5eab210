import { basename } from "node:path";
import { nearest } from "../../../config/text";
import { noSuchUser, type TakeBack, type UserStore } from "../user-store";
import type { User } from "../users-schema";
import { readUsersFile, updateUsersFile } from "./users-file";

/**
 * Returns the store of a users file, whose users are reviewed and deployed with the stack.
 * @param file Absolute path of the file
 */
export function fileStore(file: string): UserStore {
  const read = async (): Promise<readonly User[]> => (await readUsersFile(file)).users;
  const findNearest = async (name: string) =>
    nearest(
      name,
      (await read()).map((user) => user.name),
    );
  /** Replaces a user by the users that `change` returns: one, or none to remove the user. */
  const replace = async (name: string, change: (user: User) => readonly User[]): Promise<TakeBack> => {
    return update(file, async (users) => {
      const found = users.find((user) => user.name === name);
      if (!found) return noSuchUser({ nearest: findNearest }, name);
      return users.flatMap((user) => (user === found ? change(user) : [user]));
    });
  };
  return {
    label: basename(file),
    kind: "file",
    find: async (name) => (await read()).find((user) => user.name === name),
    nearest: findNearest,
    list: async () => ({ users: await read(), broken: [] }),
    taken: async (names) => takenIn(await read(), names),
    add: (added, { refuse, beforeWriting, onAdded }) =>
      update(file, async (users) => {
        refuse(
          takenIn(
            users,
            added.map(({ name }) => name),
          ),
        );
        await beforeWriting?.();
        onAdded?.(added.length);
        return [...users, ...added];
      }),
    change: (name, change) => replace(name, (user) => [change(user)]),
    changeMany: (changes) =>
      update(file, async (users) => {
        const there = new Set(users.map(({ name }) => name));
        for (const name of changes.keys()) if (!there.has(name)) await noSuchUser({ nearest: findNearest }, name);
        return users.map((user) => changes.get(user.name)?.(user) ?? user);
      }),
    disable: async (name) => {
      let changed = false;
      await replace(name, (user) => {
        changed = !user.disabled;
        return [changed ? { ...user, disabled: true } : user];
      });
      return { changed, problems: [] };
    },
    remove: async (name) => {
      await replace(name, () => []);
    },
    removeMany: async (names, onRemoved) => {
      const gone = new Set(names);
      await update(file, async (users) => {
        const left = users.filter(({ name }) => !gone.has(name));
        onRemoved?.(users.length - left.length);
        return left;
      });
    },
  };
}

function takenIn(users: readonly User[], names: readonly string[]): ReadonlySet<string> {
  const wanted = new Set(names);
  return new Set(users.map(({ name }) => name).filter((name) => wanted.has(name)));
}

async function update(file: string, change: (users: readonly User[]) => Promise<readonly User[]>): Promise<TakeBack> {
  let before: readonly User[] = [];
  let after: readonly User[] = [];
  await updateUsersFile(file, async (users) => {
    before = users;
    after = await change(users);
    return after;
  });
  return () => updateUsersFile(file, (users) => takeBack(users, before, after));
}

/** Undoes the change from `before` to `after` in `users`, except for users that another process has changed since. */
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
