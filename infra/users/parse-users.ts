import { ConfigurationError, Described, type Problem } from "../config/problem";
import { checkUsers } from "./check-users";
import type { UsersFile } from "./users-schema";

/**
 * Reads the text of a users file, checking everything that can be checked without the configuration.
 * @param label How messages call the file: `users.json`
 * @throws {ConfigurationError} with every problem found; no message ever holds a secret
 */
export function parseUsers(text: string, label: string): UsersFile {
  const check = checkUsers(parseJson(text, label));
  if (check.ok) return check.file;
  throw new ConfigurationError(check.problems.map((problem) => inFile(label, problem)));
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

function inFile(label: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === "configuration" ? label : `${label}: ${problem.path}` };
}
