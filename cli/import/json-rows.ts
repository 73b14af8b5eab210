import { didYouMean } from "../../infra/config/nearest";
import { Described, type Problem } from "../../infra/config/problem";
import { userSchema } from "../../infra/users/users-schema";
import { elementLines } from "./element-lines";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";

const KEYS = [...Object.keys(userSchema.shape), "password"];
const SHAPE_REMEDY = 'Write it like { "users": [{ "name": "printer-7", "group": "printers" }] }.';

/**
 * Rows of a JSON file: a list of users, or an object with a list called `users`, as `users export` writes it.
 * @param label What messages call the file
 */
export function jsonRows(text: string, label: string): ParsedImport {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return { rows: [], problems: [syntaxProblem(error, text, label)] };
  }
  const list = Array.isArray(data) ? data : (data as { users?: unknown } | null)?.users;
  if (!Array.isArray(list)) {
    const problem = { path: label, must: "hold a list of users", got: new Described("none"), remedy: SHAPE_REMEDY };
    return { rows: [], problems: [problem] };
  }
  const lines = elementLines(text, Array.isArray(data) ? 1 : 2);
  const problems = list.flatMap((entry, index) => entryProblems(entry, placeOf(label, lines[index] ?? 1)));
  return { rows: problems.length > 0 ? [] : list.map((entry, index) => toRow(entry, lines[index] ?? 1)), problems };
}

/** The parser's own message quotes the text around the mistake, which may be a secret. */
function syntaxProblem(error: unknown, text: string, label: string): Problem {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  const line = text.slice(0, position === undefined ? text.length : Number(position)).split("\n").length;
  return {
    path: placeOf(label, line),
    must: "be valid JSON",
    got: new Described("something that does not parse"),
    remedy: SHAPE_REMEDY,
  };
}

function entryProblems(entry: unknown, path: string): Problem[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [{ path, must: "be a user", got: new Described(`a ${typeof entry}`), remedy: SHAPE_REMEDY }];
  }
  return Object.keys(entry).flatMap((key) =>
    KEYS.includes(key) ? [] : [{ path, must: "hold known fields only", got: key, remedy: didYouMean(key, KEYS) }],
  );
}

function toRow(entry: object, line: number): ImportRow {
  const { password, secrets, ...fields } = entry as Record<string, unknown>;
  return {
    line,
    fields,
    ...(password === undefined ? {} : { password }),
    ...(secrets === undefined ? {} : { secrets }),
  };
}
