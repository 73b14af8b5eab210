import { ANY_RUN, type GlobPart } from "../matching/match-pattern";

/** A pattern as numbers: code units of UTF-16, and these for the wildcards. */
const RUN = -1;
const ONE = -2;

/**
 * How many characters of a pattern must be inserted, removed or replaced until it covers a text; wildcards cost nothing. Stops early
 * with a number above `limit` when it cannot stay within it.
 * @param limit largest distance of interest
 * @example
 * globDistance(parseGlob("topic/a/c/*"), "topic/a/b", 10); // 2: replace "c" by "b", remove "/"
 */
export function globDistance(parts: readonly GlobPart[], text: string, limit: number): number {
  const pattern = codesOf(parts);
  const surplus = pattern.length - parts.length - text.length;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: only spares work; at the limit the distance is above it already.
  if (surplus > limit) return limit + 1;
  const [start, patternEnd, textEnd] = differingMiddle(pattern, text);
  const row = new Uint32Array(textEnd - start + 1).map((_, at) => at);
  for (let at = start; at < patternEnd; at += 1) {
    if (advance(row, pattern[at] as number, text, start) > limit) return limit + 1;
  }
  return Math.min(row.at(-1) as number, limit + 1);
}

function codesOf(parts: readonly GlobPart[]): readonly number[] {
  const codes: number[] = [];
  for (const part of parts) {
    if (typeof part !== "string") codes.push(part === ANY_RUN ? RUN : ONE);
    else for (let at = 0; at < part.length; at += 1) codes.push(part.charCodeAt(at));
  }
  return codes;
}

/** Leaves out what is the same at both ends, which is nearly all of two ARNs of one account. */
function differingMiddle(
  pattern: readonly number[],
  text: string,
): [start: number, patternEnd: number, textEnd: number] {
  let start = 0;
  // Stryker disable next-line ConditionalExpression,LogicalOperator,EqualityOperator: only spares work; beyond the end nothing is the same.
  while (start < pattern.length && start < text.length && pattern[start] === text.charCodeAt(start)) start += 1;
  let patternEnd = pattern.length;
  let textEnd = text.length;
  // Stryker disable next-line ConditionalExpression,ArithmeticOperator: only spares work; beyond the end nothing is the same.
  while (patternEnd > start && textEnd > start && pattern[patternEnd - 1] === text.charCodeAt(textEnd - 1)) {
    patternEnd -= 1;
    textEnd -= 1;
  }
  return [start, patternEnd, textEnd];
}

/**
 * Takes the distances of the pattern before an item, to every beginning of the text, to those with the item (Levenshtein, with
 * wildcards). Returns the smallest, below which no later one can fall.
 */
function advance(row: Uint32Array, item: number, text: string, start: number): number {
  const cost = item === RUN ? 0 : 1;
  let diagonal = row[0] as number;
  let left = diagonal + cost;
  let least = left;
  row[0] = left;
  // Stryker disable next-line EqualityOperator: what is written beyond the end of a typed array is nowhere.
  for (let at = 1; at < row.length; at += 1) {
    const above = row[at] as number;
    const same = item === ONE || item === text.charCodeAt(start + at - 1);
    left = Math.min(above + cost, left + cost, diagonal + (same ? 0 : 1));
    row[at] = left;
    diagonal = above;
    least = Math.min(least, left);
  }
  return least;
}
