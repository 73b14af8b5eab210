import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { Described, type Problem } from "../../../config/problem";
import { didYouMean, type Place, parseJson } from "../../../config/text";
import { repeatedFieldProblem, userSchema, usersFileSchema } from "../../../identity/users";
import { type ImportRow, type ParsedImport, placeOf } from "./import-row";

const FILE_KEYS = Object.keys(usersFileSchema.shape);
const KEYS = [...Object.keys(userSchema.shape), "password"];
const SHAPE_REMEDY = 'Write it like { "users": [{ "name": "printer-7", "group": "printers" }] }.';

/**
 * Reads the rows of a JSON file: a list of users, or an object with a list `users` as `users export` writes it.
 * @param label Name of the file in messages
 */
export function jsonRows(text: string, label: string): ParsedImport {
  const json = parseJson(text);
  if (!json.ok) return { rows: [], problems: [syntaxProblem(json, text, label)] };
  const data = json.value;
  const list = Array.isArray(data) ? data : (data as { users?: unknown } | null)?.users;
  if (!Array.isArray(list)) {
    const problem = { path: label, must: "hold a list of users", got: new Described("none"), remedy: SHAPE_REMEDY };
    return { rows: [], problems: [problem] };
  }
  const lines = elementLines(text, Array.isArray(data) ? [] : ["users"]);
  const problems = [
    ...(Array.isArray(data) ? [] : unknownFields(data as object, FILE_KEYS, label)),
    ...json.repeated.map((field) => repeatedFieldProblem(field, label)),
    ...list.flatMap((entry, index) => entryProblems(entry, placeOf(label, lines[index] ?? 1))),
  ];
  return { rows: problems.length > 0 ? [] : list.map((entry, index) => toRow(entry, lines[index] ?? 1)), problems };
}

function syntaxProblem({ line, column, cause }: Place & { cause: string }, text: string, label: string): Problem {
  const must = "be valid JSON";
  if (text.trim() === "") return { path: label, must, got: new Described("an empty file"), remedy: SHAPE_REMEDY };
  const got = new Described(`a place where ${cause}`);
  return { path: `${placeOf(label, line)}, column ${column}`, must, got, remedy: "Correct it there." };
}

function entryProblems(entry: unknown, path: string): Problem[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) {
    return [{ path, must: "be a user", got: new Described(kindOf(entry)), remedy: SHAPE_REMEDY }];
  }
  return unknownFields(entry, KEYS, path);
}

function unknownFields(object: object, known: readonly string[], path: string): Problem[] {
  return Object.keys(object).flatMap((key) =>
    known.includes(key) ? [] : [{ path, must: "hold known fields only", got: key, remedy: didYouMean(key, known) }],
  );
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
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

/**
 * Returns the lines on which the elements of a list in a JSON text begin, counted from 1.
 * @param text Valid JSON
 * @param path Path of the list: `[]` if the whole text is the list, `["users"]` for `{ "users": [...] }`
 * @example elementLines('[\n{},\n{}]', []) // [2, 3]
 */
export function elementLines(text: string, path: readonly string[]): number[] {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  let [line, offset] = [1, 0];
  return (list?.children ?? []).map((element) => {
    for (; offset < element.offset; offset++) if (text[offset] === "\n") line += 1;
    return line;
  });
}
