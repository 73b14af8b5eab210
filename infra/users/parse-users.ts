import { USER_NAME } from "../../lambda/contract";
import { explainIssues } from "../config/explain-issues";
import { isObject } from "../config/merge";
import { ConfigurationError, Described, hide, type Problem } from "../config/problem";
import { checkSecret } from "./check-secret";
import { type UsersFile, userSchema, usersFileSchema } from "./users-schema";

/**
 * Reads the text of a users file, checking everything that can be checked without the configuration.
 * @param label How messages call the file: `users.json`
 * @throws {ConfigurationError} with every problem found; no message ever holds a secret
 */
export function parseUsers(text: string, label: string): UsersFile {
  const data = parseJson(text, label);
  const result = usersFileSchema.safeParse(data);
  const users = isObject(data) && Array.isArray(data.users) ? data.users : [];
  const problems = [
    ...(result.success ? [] : explainIssues(result.error.issues, data, knownKeys).map(withoutSecret)),
    ...duplicateNames(users),
    ...badSecrets(users),
  ];
  if (!result.success || problems.length > 0) {
    throw new ConfigurationError(problems.map((problem) => inFile(label, problem)));
  }
  return result.data;
}

function parseJson(text: string, label: string): unknown {
  try {
    // Editors on Windows may begin a file with a byte order mark, which JSON does not know.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new ConfigurationError([
      {
        path: label,
        must: "be valid JSON",
        got: new Described(text.trim() === "" ? "an empty file" : `${text.length} characters that do not parse`),
        remedy: `Mend it${lineOf(error, text)}, or start over with { "users": [] }.`,
      },
    ]);
  }
}

/** Where the parser gave up, if it says so. Its message itself quotes the text around the mistake, which may be a secret. */
function lineOf(error: unknown, text: string): string {
  const [, position] = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec((error as Error).message) ?? [];
  return position === undefined ? "" : ` (look at line ${text.slice(0, Number(position)).split("\n").length})`;
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

function inFile(label: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === "configuration" ? label : `${label}: ${problem.path}` };
}

/**
 * Shows a text only where it is known not to be a secret: the fields that hold none, unless a hash strayed into one; and the name of an
 * unknown field, which the path shows anyway. Lists and objects may hold anything.
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
