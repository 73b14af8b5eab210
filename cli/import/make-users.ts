import { availableParallelism } from "node:os";
import {
  generateSecret,
  hashChosenPassword,
  hashGeneratedSecret,
  type User,
  type UserChanges,
} from "../../identity/users";
import type { PreparedUser } from "./check-rows";
import type { Secrets } from "./secrets-file";

/** Users with their secrets, and the secrets that were generated on the way. */
export interface MadeUsers {
  /** Users to add. */
  readonly users: readonly User[];
  /** What becomes of those that are there. */
  readonly changes: UserChanges;
  /** In the order of the users. */
  readonly generated: Secrets;
}

/**
 * Gives every user a secret that is to have one. Passwords cost some 70 ms of a core each, generated secrets next to nothing.
 * @param rotatedAt ISO 8601 in UTC
 * @param known Secrets that were generated before, for an import that was interrupted
 * @param onHashed Called after each password
 */
export async function makeUsers(
  prepared: readonly PreparedUser[],
  rotatedAt: string,
  known: Secrets,
  onHashed: () => void,
): Promise<MadeUsers> {
  const secrets = new Map<string, string>();
  const made = await mapInParallel(prepared, async ({ user, from, change }) => {
    if (from === "keep") return { user, change, fields: user };
    if (from === "generate") {
      const secret = known.get(user.name) ?? generateSecret();
      secrets.set(user.name, secret);
      return { user, change, fields: { ...user, secrets: [hashGeneratedSecret(secret)], rotatedAt } };
    }
    if ("stored" in from) return { user, change, fields: { ...user, secrets: [...from.stored] } };
    const fields = { ...user, secrets: [await hashChosenPassword(from.password)], rotatedAt };
    onHashed();
    return { user, change, fields };
  });
  const order = prepared.flatMap(({ user: { name } }) =>
    secrets.has(name) ? [[name, secrets.get(name) ?? ""] as const] : [],
  );
  return {
    users: made.flatMap(({ change, fields }) => (change ? [] : [fields as User])),
    changes: new Map(
      made.flatMap(({ user, change, fields }) => (change ? [[user.name, merging(fields)] as const] : [])),
    ),
    generated: new Map(order),
  };
}

/** A change that puts fields into the place of a user's; an older secret's end is none of a new one's. */
function merging(fields: Partial<User>): (user: User) => User {
  return (user) => {
    const { retireFirstAt, disabled, ...rest } = { ...user, ...fields };
    const ends = fields.secrets === undefined ? retireFirstAt : fields.retireFirstAt;
    return { ...rest, ...(disabled ? { disabled } : {}), ...(ends ? { retireFirstAt: ends } : {}) };
  };
}

/** As many at once as there are processors, since more would only wait. */
async function mapInParallel<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const pending = items.entries();
  const work = async () => {
    for (const [index, item] of pending) results[index] = await make(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
