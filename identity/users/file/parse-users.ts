import { ConfigurationError, Described, hide, type Problem } from "../../../config/problem";
import { type Place, parseJson, type RepeatedField } from "../../../config/text";
import { checkUsers } from "../check-users";
import type { UsersFile } from "../users-schema";

/**
 * Parses the text of a users file and checks it by every rule that does not need the configuration.
 * @param label Name of the file in messages: `users.json`
 * @throws {ConfigurationError} with every problem found; no message contains a secret
 */
export function parseUsers(text: string, label: string): UsersFile {
  // Editors on Windows may begin a file with a byte order mark, which JSON does not allow.
  const json = parseJson(text.replace(/^\uFEFF/, ""));
  if (!json.ok) throw new ConfigurationError([syntaxProblem(json, text, label)]);
  const check = checkUsers(json.value);
  const repeated = json.repeated.map((field) => repeatedFieldProblem(field, label));
  if (check.ok && repeated.length === 0) return check.file;
  const problems = check.ok ? [] : check.problems.map((problem) => inFile(label, problem));
  throw new ConfigurationError([...repeated, ...problems]);
}

function syntaxProblem({ line, column, cause }: Place & { cause: string }, text: string, label: string): Problem {
  const must = "be valid JSON";
  if (text.trim() === "") {
    const remedy = 'Restore it from git or a backup; a file without users is { "users": [] }.';
    return { path: label, must, got: new Described("an empty file"), remedy };
  }
  return {
    path: `${label} line ${line}, column ${column}`,
    must,
    got: new Described(`a place where ${cause}`),
    remedy: "Correct it there, or restore the file from git or a backup.",
  };
}

/**
 * Returns the problem of a field that occurs twice. `JSON.parse` keeps the last one silently, which could drop
 * `"disabled": true`.
 * @param label Name of the file in messages
 */
export function repeatedFieldProblem({ name, line, column }: RepeatedField, label: string): Problem {
  return {
    path: `${label} line ${line}, column ${column}`,
    must: "name every field once",
    // A field's name is not secret, except if a secret was written in its place: only plain words are shown.
    got: /^\$?[A-Za-z]{1,32}$/.test(name) ? name : hide(name),
    remedy: "The same field occurs before; remove one of the two.",
  };
}

function inFile(label: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === "configuration" ? label : `${label}: ${problem.path}` };
}
