import type { User } from "../users-schema";

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
