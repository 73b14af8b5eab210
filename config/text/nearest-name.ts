import { distance } from "fastest-levenshtein";

/**
 * The known word most like the one given, if any is close enough to be what was meant.
 * @example nearest("setAsDefalt", ["name", "setAsDefault"]) // "setAsDefault"
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, edits: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  if (best && best.edits <= Math.max(2, Math.floor(word.length / 3))) return best.candidate;
  return known.find((candidate) => isCutShort(word.toLowerCase(), candidate.toLowerCase()));
}

/** Whether one begins with the other, as `memory` does with `memorySize`. */
function isCutShort(word: string, candidate: string): boolean {
  return Math.min(word.length, candidate.length) >= 3 && (candidate.startsWith(word) || word.startsWith(candidate));
}

/**
 * A sentence that helps someone who wrote an unknown word.
 * @example didYouMean("printrs", ["printers", "servers"]) // 'Did you mean "printers"? Known: "printers", "servers".'
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  const list = known.length === 0 ? "None is known here." : `Known: ${known.map((k) => `"${k}"`).join(", ")}.`;
  return guess === undefined ? list : `Did you mean "${guess}"? ${list}`;
}
