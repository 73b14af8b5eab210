import type { Problem } from "../../../config/problem";

/** One user as a file to import describes it, before anything was checked. */
export interface ImportRow {
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** Fields of a user by their names in a users file, besides its secrets. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** A password to be hashed. */
  readonly password?: unknown;
  /** Stored secrets (PHC strings). */
  readonly secrets?: unknown;
  /** What its hash is, if it cannot be kept: `a salted SHA-512 hash`. */
  readonly lostHash?: string;
}

/** A file to import, taken apart; and what could not be. */
export interface ParsedImport {
  readonly rows: readonly ImportRow[];
  readonly problems: readonly Problem[];
  /** What was left out on purpose: sentences. */
  readonly notes?: readonly string[];
}

/**
 * How messages call a field of a row.
 * @example placeOf("fleet.csv", 3, "group") // "fleet.csv line 3: group"
 */
export function placeOf(label: string, line: number, field?: string): string {
  return field === undefined ? `${label} line ${line}` : `${label} line ${line}: ${field}`;
}

/** Problems in the order of the lines they are about. */
export function byLine(problems: readonly Problem[]): Problem[] {
  const lineOf = ({ path }: Problem) => Number(/ line (\d+)(?::|$)/.exec(path)?.[1] ?? 0);
  return [...problems].sort((a, b) => lineOf(a) - lineOf(b));
}
