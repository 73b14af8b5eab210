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

/** Users with their secrets, and the secrets that were generated for them. */
export interface MadeUsers {
  /** Users to add. */
  readonly users: readonly User[];
  /** Changes to existing users. */
  readonly changes: UserChanges;
  /** Generated secrets, in the order of the users. */
  readonly generated: Secrets;
}

/**
 * Makes the secrets of imported users. Hashing a password takes about 70 ms of CPU time; a generated secret takes almost none.
 * @param rotatedAt Time of the import, ISO 8601 in UTC
 * @param known Secrets that an interrupted import generated; their users get them again
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

/** Returns a change that replaces fields of a user. The end of an older secret is removed if the secrets are replaced. */
function merging(fields: Partial<User>): (user: User) => User {
  return (user) => {
    const { retireFirstAt, disabled, ...rest } = { ...user, ...fields };
    const ends = fields.secrets === undefined ? retireFirstAt : fields.retireFirstAt;
    return { ...rest, ...(disabled ? { disabled } : {}), ...(ends ? { retireFirstAt: ends } : {}) };
  };
}

/** Runs as many at once as there are processors, since hashing keeps a processor busy. */
async function mapInParallel<T, R>(items: readonly T[], make: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const pending = items.entries();
  const work = async () => {
    for (const [index, item] of pending) results[index] = await make(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}
