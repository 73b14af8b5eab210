import type { Problem } from "../../config/problem";
import { didYouMean, iotAuth } from "../../config/text";
import type { CompiledUser } from "../../lambda/contract";
import { checkSecret } from "./check-secret";
import type { User } from "./users-schema";

/** Users as the handler reads them. */
export interface CompiledUsers {
  /** Content of `users.jsonl`. */
  readonly lines: string;
  /** See `CompiledAccess.refusalWork`. */
  readonly refusalWork: Readonly<Record<string, number>>;
}

/** Users sorted by name, one line each, the same text for the same users in whatever order. */
export function compileUsers(users: readonly User[]): CompiledUsers {
  const sorted = [...users].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    lines: sorted.map((user) => `${user.name}\t${JSON.stringify(compileUser(user))}\n`).join(""),
    refusalWork: refusalWork(users),
  };
}

/** Users whose group is not defined. */
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

/** Users who could never log in: they have no secret, and the authorizer asks for no token. */
export function withoutSecrets(users: readonly User[], label: string): Problem[] {
  return users.flatMap(({ name, secrets }, index) =>
    secrets.length > 0
      ? []
      : [
          {
            path: `${label}: users[${index}].secrets`,
            must: "hold a secret unless authorizer.signing is set",
            got: secrets,
            remedy: `${name} could not log in. A secret: ${iotAuth("users", "rotate", name)}. Signed tokens: ${iotAuth("keys", "create", "NAME")}`,
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

/** For each slow hash, the most of them that any one user has: what the slowest refusal costs, and so what every refusal must. */
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
