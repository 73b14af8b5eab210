import { ANY_RUN, type GlobPart } from "../matching/match-pattern";

/** Patterns are compared as arrays of UTF-16 code units, in which these numbers are the wildcards `*` and `?`. */
const RUN = -1;
const ONE = -2;

/**
 * Returns how many characters of a pattern must be inserted, removed or replaced until the pattern matches a text;
 * wildcards cost nothing.
 * @param limit largest distance of interest: if the distance is larger, the result is `limit + 1`
 * @example
 * globDistance(parseGlob("topic/a/c/*"), "topic/a/b", 10); // 2: replace "c" by "b", remove "/"
 */
export function globDistance(parts: readonly GlobPart[], text: string, limit: number): number {
  const pattern = codesOf(parts);
  const surplus = pattern.length - parts.length - text.length;
  // Stryker disable next-line ConditionalExpression,EqualityOperator: only spares work; at the limit the distance is
  // above it already.
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

/** Skips the equal beginning and end, which is most of two ARNs of one account. */
function differingMiddle(
  pattern: readonly number[],
  text: string,
): [start: number, patternEnd: number, textEnd: number] {
  let start = 0;
  // Stryker disable next-line ConditionalExpression,LogicalOperator,EqualityOperator: only spares work; beyond the end
  // nothing is the same.
  while (start < pattern.length && start < text.length && pattern[start] === text.charCodeAt(start)) start += 1;
  let patternEnd = pattern.length;
  let textEnd = text.length;
  // Stryker disable next-line ConditionalExpression,ArithmeticOperator: only spares work; beyond the end nothing is the
  // same.
  while (patternEnd > start && textEnd > start && pattern[patternEnd - 1] === text.charCodeAt(textEnd - 1)) {
    patternEnd -= 1;
    textEnd -= 1;
  }
  return [start, patternEnd, textEnd];
}

/**
 * Computes the next row of the Levenshtein matrix: from the distances between the pattern before `item` and every
 * prefix of the text, those of the pattern with `item`. Returns the smallest distance of the row; later rows have no
 * smaller one.
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
