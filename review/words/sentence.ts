/** A value that comes out of the plan: the code that prints a sentence has to make it harmless first. */
export interface Value {
  readonly value: string;
}

/** A sentence as parts: text of ours, and values of the plan. */
export type Sentence = readonly (string | Value)[];

/**
 * Writes a sentence. Text that is filled in counts as a value of the plan; numbers and sentences are taken as they are.
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
 * A list of values or sentences.
 * @param separator What stands between them; text of ours
 * @example say`${list(["a", "b"])} may no longer log in`
 */
export function list(items: readonly (string | Sentence)[], separator = ", "): Sentence {
  return items.flatMap((item, index) => (index === 0 ? asParts(item) : [separator, ...asParts(item)]));
}

/**
 * A number with its noun.
 * @example count(1, "user") // ["1 user"]
 */
export function count(number: number, noun: string): Sentence {
  return [`${number} ${noun}${number === 1 ? "" : "s"}`];
}

/** A review as something to print: blocks of sentences, in Markdown or plain text. */
export type Block =
  | { readonly kind: "title"; readonly sentence: Sentence }
  | { readonly kind: "paragraph"; readonly sentence: Sentence }
  /** A heading with what belongs under it. */
  | { readonly kind: "section"; readonly title: string; readonly items: readonly Sentence[]; readonly folded?: true };

/** Something in a plan that a reviewer must not miss. */
export interface Warning {
  /** Stays the same when the wording changes. */
  readonly code: string;
  readonly sentence: Sentence;
  /** Whether somebody may get in, or further, who could not before. */
  readonly widens?: true;
  /** Whether somebody can no longer log in. */
  readonly narrows?: true;
}
