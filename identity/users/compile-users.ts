import type { Problem } from "../../config/problem";
import { didYouMean, iotAuth } from "../../config/text";
import type { CompiledUser } from "../../lambda/contract";
import { checkSecret } from "./check-secret";
import type { User } from "./users-schema";

/** Users in the form that the handler reads. */
export interface CompiledUsers {
  /** Content of `users.jsonl`. */
  readonly lines: string;
  /** See `CompiledAccess.refusalWork`. */
  readonly refusalWork: Readonly<Record<string, number>>;
}

/** Compiles users into one line each, sorted by name: the text does not depend on the order of `users`. */
export function compileUsers(users: readonly User[]): CompiledUsers {
  const sorted = [...users].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    lines: sorted.map((user) => `${user.name}\t${JSON.stringify(compileUser(user))}\n`).join(""),
    refusalWork: refusalWork(users),
  };
}

/**
 * Returns a problem for each user whose group the configuration does not define.
 * @param label Name of the file in messages
 */
export function unknownGroups(users: readonly User[], groups: readonly string[], label: string): Problem[] {
  return users.flatMap((user, index) =>
    groups.includes(user.group)
      ? []
      : [
          {
            path: `${label}: users[${index}].group`,
            must: "be a group of the configuration",
            got: user.group,
            remedy: didYouMean(user.group, groups),
          },
        ],
  );
}

/**
 * Returns a problem for each user without a secret. Used for stacks without signed tokens, where such a user cannot log
 * in.
 */
export function withoutSecrets(users: readonly User[], label: string): Problem[] {
  return users.flatMap(({ name, secrets }, index) =>
    secrets.length > 0
      ? []
      : [
          {
            path: `${label}: users[${index}].secrets`,
            must: "hold a secret unless authorizer.signing is set",
            got: secrets,
            remedy: `${name} could not log in. To add a secret: ${iotAuth("users", "rotate", name)}. To use signed tokens: ${iotAuth("keys", "create", "NAME")}`,
          },
        ],
  );
}

function compileUser(user: User): CompiledUser {
  return {
    g: user.group,
    s: user.secrets,
    ...(user.expiresAt ? { e: Date.parse(user.expiresAt) } : {}),
    ...(user.retireFirstAt && user.secrets.length > 1 ? { r: Date.parse(user.retireFirstAt) } : {}),
    ...(user.disabled ? { d: 1 } : {}),
  };
}

/**
 * Returns for each slow hash the largest number that one user has: the cost of the slowest refusal, which every refusal
 * must match.
 */
function refusalWork(users: readonly User[]): Record<string, number> {
  const most = new Map<string, number>();
  for (const user of users) {
    const own = new Map<string, number>();
    for (const secret of user.secrets) {
      const check = checkSecret(secret);
      if (check.ok && check.slow) own.set(check.slow, (own.get(check.slow) ?? 0) + 1);
    }
    for (const [work, count] of own) most.set(work, Math.max(most.get(work) ?? 0, count));
  }
  return Object.fromEntries([...most].sort(([a], [b]) => (a < b ? -1 : 1)));
}
