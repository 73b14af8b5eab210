import { ANY_ONE, ANY_RUN, type GlobPart } from "./match";

type Item = number | typeof ANY_ONE | typeof ANY_RUN;

/**
 * How many characters of a pattern must be inserted, removed or replaced until it covers a text; wildcards cost nothing. Stops early
 * with a number above `limit` when it cannot stay within it.
 * @param limit largest distance of interest
 * @example
 * globDistance(parseGlob("topic/a/c/*"), "topic/a/b", 10); // 2: replace "c" by "b", remove "/"
 */
export function globDistance(parts: readonly GlobPart[], text: string, limit: number): number {
  const pattern = itemsOf(parts);
  const [start, patternEnd, textEnd] = differingMiddle(pattern, text);
  let row = Array.from({ length: textEnd - start + 1 }, (_, at) => at);
  for (let at = start; at < patternEnd; at += 1) {
    row = nextRow(row, pattern[at] as Item, text, start);
    if (Math.min(...row) > limit) return limit + 1;
  }
  return row.at(-1) as number;
}

function itemsOf(parts: readonly GlobPart[]): Item[] {
  return parts.flatMap((part): Item[] =>
    typeof part === "string" ? Array.from({ length: part.length }, (_, at) => part.charCodeAt(at)) : [part],
  );
}

/** Leaves out what is the same at both ends, which is nearly all of two ARNs of one account. */
function differingMiddle(pattern: readonly Item[], text: string): [start: number, patternEnd: number, textEnd: number] {
  let start = 0;
  while (start < pattern.length && start < text.length && pattern[start] === text.charCodeAt(start)) start += 1;
  let patternEnd = pattern.length;
  let textEnd = text.length;
  while (patternEnd > start && textEnd > start && pattern[patternEnd - 1] === text.charCodeAt(textEnd - 1)) {
    patternEnd -= 1;
    textEnd -= 1;
  }
  return [start, patternEnd, textEnd];
}

/** Distances of the pattern up to and with this item to every beginning of the text (Levenshtein, with wildcards). */
function nextRow(row: readonly number[], item: Item, text: string, start: number): number[] {
  const cost = item === ANY_RUN ? 0 : 1;
  const next = [(row[0] as number) + cost];
  for (let at = 1; at < row.length; at += 1) {
    const dropped = (row[at] as number) + cost;
    const inserted = (next[at - 1] as number) + cost;
    const same = item === ANY_ONE || item === text.charCodeAt(start + at - 1);
    const replaced = (row[at - 1] as number) + (same ? 0 : 1);
    next.push(Math.min(dropped, inserted, replaced));
  }
  return next;
}
