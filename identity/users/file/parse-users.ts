import { ConfigurationError, Described, hide, type Problem } from "../../../config/problem";
import { type Place, parseJson, type RepeatedField } from "../../../config/text";
import { checkUsers } from "../check-users";
import type { UsersFile } from "../users-schema";

/**
 * Reads the text of a users file, checking everything that can be checked without the configuration.
 * @param label How messages call the file: `users.json`
 * @throws {ConfigurationError} with every problem found; no message ever holds a secret
 */
export function parseUsers(text: string, label: string): UsersFile {
  // Editors on Windows may begin a file with a byte order mark, which JSON does not know.
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
    const remedy = 'Take it back from git or from a backup; without any users it is { "users": [] }.';
    return { path: label, must, got: new Described("an empty file"), remedy };
  }
  return {
    path: `${label} line ${line}, column ${column}`,
    must,
    got: new Described(`a place where ${cause}`),
    remedy: "Mend it there, or take the file back from git or from a backup.",
  };
}

/**
 * A field that is there twice, of which JSON's own parser would keep the last: `"disabled": true` would be gone without a word.
 * @param label Name of the file in messages
 */
export function repeatedFieldProblem({ name, line, column }: RepeatedField, label: string): Problem {
  return {
    path: `${label} line ${line}, column ${column}`,
    must: "name every field once",
    // A name is no secret, unless somebody mistook the two.
    got: /^\$?[A-Za-z]{1,32}$/.test(name) ? name : hide(name),
    remedy: "It is there already, a little further up; remove one of the two.",
  };
}

function inFile(label: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === "configuration" ? label : `${label}: ${problem.path}` };
}
