import { text } from "./render";
import type { Review } from "./review";

/** A review for a program: the same, with warnings as a code that stays the same and a text that may not. */
export function reviewJson({ warnings, ...review }: Review): object {
  return {
    ...review,
    warnings: warnings.map(({ code, sentence, widens }) => ({ code, text: text(sentence), widens: widens === true })),
  };
}
