import type { Difference } from "../trusted/difference";
import type { Warning } from "../words/sentence";
import { count, type Sentence, say } from "../words/sentence";

/**
 * Whether a plan has anything that this project's synthesis does not make of the configuration, or that changes without a sentence for it.
 * Counts as widening, whatever it is: nothing here knows what it lets in.
 */
export function notMadeHereWarnings(differences: readonly Difference[]): Warning[] {
  if (differences.length === 0) return [];
  const places = count(differences.length, "place");
  const sentence = say`The plan is not what this project makes of this configuration, in ${places} that the section below names: it is not known who gets in by that.`;
  return [{ code: "not-made-here", sentence, widens: true }];
}

/** Places that are named; of more, only the number. */
const MOST_PLACES = 20;

/** What differs, a line for each place. */
export function describeDifferences(differences: readonly Difference[]): Sentence[] {
  const named = differences.slice(0, MOST_PLACES).map(({ part, path, problem }) => {
    return path === "" ? say`${part} ${[problem]}` : say`${part}: ${path} ${[problem]}`;
  });
  const rest = differences.length - named.length;
  return [...named, ...(rest > 0 ? [say`${count(rest, "more place")}`] : [])];
}
