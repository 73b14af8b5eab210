import { explainIssues } from "../config/explain-issues";
import { ConfigurationError, Described, type Problem } from "../config/problem";
import { checkSecret } from "./check-secret";
import { type User, type UsersFile, userSchema, usersFileSchema } from "./users-schema";

/**
 * Reads the text of a users file, checking everything that can be checked without the configuration.
 * @param label How messages call the file: `users.json`
 * @throws {ConfigurationError} with every problem found; no message ever holds a secret
 */
export function parseUsers(text: string, label: string): UsersFile {
  const data = parseJson(text, label);
  const result = usersFileSchema.safeParse(data);
  if (!result.success) {
    const problems = explainIssues(result.error.issues, data, knownKeys).map((problem) =>
      inFile(label, hideSecret(problem)),
    );
    throw new ConfigurationError(problems);
  }
  const problems = [...duplicateNames(result.data.users), ...badSecrets(result.data.users)];
  if (problems.length > 0) throw new ConfigurationError(problems.map((problem) => inFile(label, problem)));
  return result.data;
}

function parseJson(text: string, label: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the mistake, which may be a secret.
    throw new ConfigurationError([
      {
        path: label,
        must: "be valid JSON",
        got: new Described(text.trim() === "" ? "an empty file" : `${text.length} characters that do not parse`),
        remedy: 'Mend it, or start over with { "users": [] }.',
      },
    ]);
  }
}

function duplicateNames(users: readonly User[]): Problem[] {
  const first = new Map<string, number>();
  return users.flatMap((user, index) => {
    const earlier = first.get(user.name);
    if (earlier === undefined) {
      first.set(user.name, index);
      return [];
    }
    return [
      {
        path: `users[${index}].name`,
        must: "be different from every other user's",
        got: user.name,
        remedy: `users[${earlier}] has that name already; remove one of the two.`,
      },
    ];
  });
}

function badSecrets(users: readonly User[]): Problem[] {
  return users.flatMap((user, index) =>
    user.secrets.flatMap((secret, nth) => {
      const check = checkSecret(secret);
      if (check.ok) return [];
      return [
        {
          path: `users[${index}].secrets[${nth}]`,
          must: check.must,
          got: hidden(secret),
          remedy: `User ${user.name} needs a new secret, or the whole string from a backup.`,
        },
      ];
    }),
  );
}

function inFile(label: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === "configuration" ? label : `${label}: ${problem.path}` };
}

function hideSecret(problem: Problem): Problem {
  return problem.path.includes("secrets") ? { ...problem, got: hidden(problem.got) } : problem;
}

function hidden(value: unknown): Described | undefined {
  if (value === undefined) return undefined;
  return new Described(
    typeof value === "string"
      ? `${value.length} characters (not shown)`
      : `${Array.isArray(value) ? `a list of ${value.length}` : typeof value} (not shown)`,
  );
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  return Object.keys(path[0] === "users" ? userSchema.shape : usersFileSchema.shape);
}
