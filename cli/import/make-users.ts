import { availableParallelism } from "node:os";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../infra/users/secret";
import type { User } from "../../infra/users/users-schema";
import type { PreparedUser } from "./check-rows";

/** Users with their secrets, and the secrets that were generated on the way. */
export interface MadeUsers {
  readonly users: readonly User[];
  readonly generated: readonly { readonly name: string; readonly secret: string }[];
}

/**
 * Gives every user a secret. Passwords cost some 70 ms of a core each, generated secrets next to nothing.
 * @param rotatedAt ISO 8601 in UTC
 * @param onHashed Called after each password
 */
export async function makeUsers(
  prepared: readonly PreparedUser[],
  rotatedAt: string,
  onHashed: () => void,
): Promise<MadeUsers> {
  const generated: { name: string; secret: string }[] = [];
  const users = await mapInParallel(prepared, async ({ user, from }): Promise<User> => {
    if (from === "generate") {
      const secret = generateSecret();
      generated.push({ name: user.name, secret });
      return { ...user, secrets: [hashGeneratedSecret(secret)], rotatedAt };
    }
    if ("stored" in from) return { ...user, secrets: [...from.stored] };
    const secrets = [await hashChosenPassword(from.password)];
    onHashed();
    return { ...user, secrets, rotatedAt };
  });
  return { users, generated: inOrder(generated, users) };
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

function inOrder(generated: MadeUsers["generated"], users: readonly User[]): MadeUsers["generated"] {
  const position = new Map(users.map(({ name }, index) => [name, index]));
  return [...generated].sort((a, b) => (position.get(a.name) ?? 0) - (position.get(b.name) ?? 0));
}
