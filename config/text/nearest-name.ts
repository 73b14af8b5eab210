/** How similar a known word is to the given word. The lower the cost, the more likely it was meant. */
interface Likeness {
  readonly candidate: string;
  readonly cost: number;
  /** Whether the given word only lacks some letters, which is the most common typing mistake. */
  readonly leftOut: boolean;
  /** Number of typing mistakes between the whole words. */
  readonly apart: number;
}

/**
 * Returns the known word that is most similar to the given word, if one is similar enough: with letters left out, doubled, swapped or replaced; or
 * if the given word is a part or the beginning of it, possibly misspelt.
 * @example nearest("setAsDefalt", ["name", "setAsDefault"]) // "setAsDefault"
 * @example nearest("nanomqq", ["mosquitto-bridge", "nanomq-bridge"]) // "nanomq-bridge"
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  // A whole word with one mistake is better than all other matches, so for most words a long list is searched only once.
  const whole = likenesses(word, known, (given, candidate) => wholeCost(given, candidate, 1));
  const [best] = (whole.length > 0 ? whole : likenesses(word, known, costOf)).sort(
    (a, b) => a.cost - b.cost || Number(b.leftOut) - Number(a.leftOut) || a.apart - b.apart,
  );
  return best?.candidate;
}

function likenesses(word: string, known: readonly string[], costBy: typeof costOf): Likeness[] {
  return known.flatMap((candidate): Likeness[] => {
    const cost = costBy(word, candidate);
    return cost === undefined
      ? []
      : [{ candidate, cost, leftOut: isLeftOut(word, candidate), apart: slips(word, candidate) }];
  });
}

/** Returns the cost of a candidate: the typing mistakes in the whole word, in one of its parts, or in its beginning. */
function costOf(word: string, candidate: string): number | undefined {
  const costs = [
    wholeCost(word, candidate),
    partCost(word, candidate),
    isCutShort(word.toLowerCase(), candidate.toLowerCase()) ? 1.5 : undefined,
    beginningCost(word, candidate),
  ];
  const [least] = costs.filter((cost) => cost !== undefined).sort((a, b) => a - b);
  return least;
}

/** Returns the cost of the whole candidate. @param most Maximum number of mistakes @default - a third of the word's letters, at least 2 */
function wholeCost(
  word: string,
  candidate: string,
  most = Math.max(2, Math.floor(word.length / 3)),
): number | undefined {
  return fewSlips(word.toLowerCase(), candidate.toLowerCase(), most);
}

/** Returns the number of mistakes between two words if there are few. Words that differ in half of their letters are not similar. */
function fewSlips(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  const found = slips(a, b);
  return found <= most && found < Math.max(a.length, b.length) / 2 ? found : undefined;
}

/** Returns the cost of consecutive parts of the candidate: `nanomqq` is meant for `nanomq-bridge`, `size` for `memorySize`. */
function partCost(word: string, candidate: string): number | undefined {
  const given = partsOf(word).join("");
  const parts = partsOf(candidate);
  const most = given.length < 3 ? 0 : Math.max(1, Math.floor(given.length / 4));
  const costs = parts.flatMap((_, from) =>
    parts.slice(from).flatMap((__, more) => {
      const run = parts.slice(from, from + more + 1).join("");
      return run.length < 2 ? [] : (fewSlips(given, run, most) ?? []);
    }),
  );
  if (costs.length === 0) return undefined;
  // A whole word with one mistake is more likely than a part; a part with one mistake is more likely than a whole word with two.
  return Math.max(1.25, Math.min(...costs) + 0.5);
}

/** Returns the cost of a candidate's beginning: `homeasist` is meant for `home-assistant`. Short words have too many matches. */
function beginningCost(word: string, candidate: string): number | undefined {
  const given = partsOf(word).join("");
  if (given.length < 6) return undefined;
  const least = Math.min(...slipsByEnd(given, partsOf(candidate).join("")));
  return least <= Math.floor(given.length / 6) ? least + 2 : undefined;
}

/** Splits a name into its parts: `memorySize` into `memory` and `size`, `nanomq-bridge` into `nanomq` and `bridge`. */
function partsOf(name: string): string[] {
  return name
    .split(/[-_.\s]+|(?<=[a-z])(?=[A-Z])/)
    .filter((part) => part !== "")
    .map((part) => part.toLowerCase());
}

/** Whether one word begins with the other, as `takeOverNow` begins with `takeOver`. */
function isCutShort(word: string, candidate: string): boolean {
  return Math.min(word.length, candidate.length) >= 3 && (candidate.startsWith(word) || word.startsWith(candidate));
}

/** Whether a word is a candidate with some of its letters left out. */
function isLeftOut(word: string, candidate: string): boolean {
  let at = -1;
  return [...word.toLowerCase()].every((letter) => {
    at = candidate.toLowerCase().indexOf(letter, at + 1);
    return at !== -1;
  });
}

/** Returns the edit distance of two words: how many letters to remove, insert or replace, or adjacent letters to swap. */
function slips(a: string, b: string): number {
  return slipsByEnd(a, b)[b.length] ?? 0;
}

/** Returns the edit distances between a word and each beginning of the other word, from the empty text to the whole word. */
function slipsByEnd(a: string, b: string): readonly number[] {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchange = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : exchange;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, exchange, swap));
    }
    [before, row] = [row, next];
  }
  return row;
}

/**
 * Returns a sentence for an unknown word: the nearest known word, and the list of all known words.
 * @example didYouMean("printrs", ["printers", "servers"]) // 'Did you mean "printers"? Known: "printers", "servers".'
 */
export function didYouMean(word: string, known: readonly string[]): string {
  const guess = nearest(word, known);
  const list = known.length === 0 ? "None is known here." : `Known: ${known.map((k) => `"${k}"`).join(", ")}.`;
  return guess === undefined ? list : `Did you mean "${guess}"? ${list}`;
}
