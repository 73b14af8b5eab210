import { hide, type Problem } from "../../config/problem";
import { explainIssues } from "../../config/schema";
import { isObject } from "../../config/stages/merge-settings";
import { USER_NAME } from "../../lambda/contract";
import { checkSecret } from "./check-secret";
import { type User, type UsersFile, userSchema, usersFileSchema } from "./users-schema";

const fieldsSchema = userSchema.partial();

/**
 * Returns the problems of some of a user's fields, before the user exists.
 * @param pathOf Returns the name of a field in messages: `--note` for `note`
 * @example checkUserFields({ name: "a/b" }, () => "NAME")
 */
export function checkUserFields(fields: Partial<User>, pathOf: (field: string) => string): Problem[] {
  const result = fieldsSchema.safeParse(fields);
  if (result.success) return [];
  return explainIssues(result.error.issues, fields, () => Object.keys(userSchema.shape)).map((problem) => ({
    ...problem,
    path: pathOf(problem.path),
  }));
}

/** A users file's content, or every problem found in it. */
export type UsersCheck =
  | { readonly ok: true; readonly file: UsersFile }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a users file's content by every rule that does not need the configuration.
 * @returns the content, or problems with paths such as `users[3].group`. No problem quotes a secret.
 */
export function checkUsers(data: unknown): UsersCheck {
  const result = usersFileSchema.safeParse(data);
  const users = isObject(data) && Array.isArray(data.users) ? data.users : [];
  const problems = [
    ...(result.success ? [] : explainIssues(result.error.issues, data, knownKeys).map(withoutSecret)),
    ...duplicateNames(users),
    ...badSecrets(users),
  ];
  return result.success && problems.length === 0 ? { ok: true, file: result.data } : { ok: false, problems };
}

function duplicateNames(users: readonly unknown[]): Problem[] {
  const first = new Map<unknown, number>();
  return users.flatMap((user, index) => {
    const name = isObject(user) ? user.name : undefined;
    if (typeof name !== "string") return [];
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, index);
      return [];
    }
    return [
      withoutSecret({
        path: `users[${index}].name`,
        must: "be different from every other user's",
        got: name,
        remedy: `users[${earlier}] has that name already; remove one of the two.`,
      }),
    ];
  });
}

function badSecrets(users: readonly unknown[]): Problem[] {
  return users.flatMap((user, index) => {
    const { name, secrets } = isObject(user) ? user : {};
    if (!Array.isArray(secrets)) return [];
    const who = typeof name === "string" && USER_NAME.test(name) ? `User ${name}` : "The user";
    return secrets.flatMap((secret: unknown, nth) => {
      const check = typeof secret === "string" ? checkSecret(secret) : undefined;
      if (check?.ok !== false) return [];
      return [
        {
          path: `users[${index}].secrets[${nth}]`,
          must: check.must,
          got: hide(secret),
          remedy: `${who} needs a new secret, or the whole string from a backup.`,
        },
      ];
    });
  });
}

/**
 * Hides the value of a problem unless it is known not to be a secret. Shown are texts of the fields `name`, `group` and
 * those that end in `At`, unless they contain the `$` of a hash, and the name of an unknown field, which the path shows
 * anyway. Lists and objects are always hidden.
 */
function withoutSecret(problem: Problem): Problem {
  const { path, got } = problem;
  if (typeof got === "object" && got !== null) return { ...problem, got: hide(got) };
  if (typeof got !== "string" || path.endsWith(`.${got}`) || path === got) return problem;
  return /\.(name|group|\w+At)$/.test(path) && !got.includes("$") ? problem : { ...problem, got: hide(got) };
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(path[0] === "users" ? userSchema.shape : usersFileSchema.shape);
}
