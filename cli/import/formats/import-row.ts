import type { Problem } from "../../../config/problem";

/** A user as the imported file describes it, not checked yet. */
export interface ImportRow {
  /** Line on which it begins, counted from 1. */
  readonly line: number;
  /** Fields of the user by their names in a users file, without its secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** A password to be hashed. */
  readonly password?: unknown;
  /** Stored secrets (PHC strings). */
  readonly secrets?: unknown;
  /** Kind of its hash, if the hash cannot be kept: `a salted SHA-512 hash`. */
  readonly lostHash?: string;
}

/** The rows of a file to import, and the problems of those that could not be read. */
export interface ParsedImport {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly Problem[];
  /** What was left out on purpose, as sentences. */
  readonly notes?: readonly string[];
}

/**
 * Returns the name of a row, or of a field in it, for messages.
 * @example placeOf("fleet.csv", 3, "group") // "fleet.csv line 3: group"
 */
export function placeOf(label: string, line: number, field?: string): string {
  return field === undefined ? `${label} line ${line}` : `${label} line ${line}: ${field}`;
}

/** Sorts problems by the line that they are about. */
export function byLine(problems: readonly Problem[]): Problem[] {
  const lineOf = ({ path }: Problem) => Number(/ line (\d+)(?::|$)/.exec(path)?.[1] ?? 0);
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b));
}
