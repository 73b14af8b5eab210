/** A value of the plan, which is untrusted: the code that prints a sentence must escape it. */
export interface Value {
  readonly value: string;
}

/** A sentence as parts: fixed text, and values of the plan. */
export type Sentence = readonly (string | Value)[];

/**
 * Template tag for a sentence. An inserted text is a value of the plan; inserted numbers and sentences are fixed text.
 * @example say`${name} may no longer log in` // [{ value: "printer-7" }, " may no longer log in"]
 */
export function say(texts: TemplateStringsArray, ...filled: readonly (string | number | Sentence)[]): Sentence {
  return texts.flatMap((text, index) => {
    const next = filled[index];
    const parts: Sentence = next === undefined ? [] : asParts(next);
    return text === "" ? parts : [text, ...parts];
  });
}

function asParts(filled: string | number | Sentence): Sentence {
  if (typeof filled === "string") return [{ value: filled }];
  return typeof filled === "number" ? [String(filled)] : filled;
}

/**
 * Joins values or sentences.
 * @param separator Fixed text between them
 * @example say`${list(["a", "b"])} may no longer log in`
 */
export function list(items: readonly (string | Sentence)[], separator = ", "): Sentence {
  return items.flatMap((item, index) => (index === 0 ? asParts(item) : [separator, ...asParts(item)]));
}

/**
 * Writes a number with its noun.
 * @example count(1, "user") // ["1 user"]
 */
export function count(number: number, noun: string): Sentence {
  return [`${number} ${noun}${number === 1 ? "" : "s"}`];
}

/** A block of a review to print, as Markdown or plain text. */
export type Block =
  | { readonly kind: "title"; readonly sentence: Sentence }
  | { readonly kind: "paragraph"; readonly sentence: Sentence }
  /** A heading with a list of sentences. */
  | { readonly kind: "section"; readonly title: string; readonly items: readonly Sentence[]; readonly folded?: true };

/** A warning about a plan. */
export interface Warning {
  /** Stays the same when the wording changes. */
  readonly code: string;
  readonly sentence: Sentence;
  /** Whether somebody may log in or do more than before. */
  readonly widens?: true;
  /** Whether somebody can no longer log in or may do less than before. */
  readonly narrows?: true;
}
