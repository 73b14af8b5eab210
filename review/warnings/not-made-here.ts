import type { Difference } from "../trusted/difference";
import type { Warning } from "../words/sentence";
import { count, type Sentence, say } from "../words/sentence";

/**
 * Warns if the plan differs from this project's synthesis of the configuration, or has a change that the review has no
 * sentence for. This counts as widening, since its effect on access is not known.
 */
export function notMadeHereWarnings(differences: readonly Difference[]): Warning[] {
  if (differences.length === 0) return [];
  const places = count(differences.length, "place");
  const sentence = say`The plan differs from what this project makes of this configuration, in ${places} that the section below names: their effect on access is not known.`;
  return [{ code: "not-made-here", sentence, widens: true }];
}

/** Maximum number of places that are named. The number of further places is given. */
const MOST_PLACES = 20;

/** Describes the differences, one line for each place. */
export function describeDifferences(differences: readonly Difference[]): Sentence[] {
  const named = differences.slice(0, MOST_PLACES).map(({ part, path, problem }) => {
    return path === "" ? say`${part} ${[problem]}` : say`${part}: ${path} ${[problem]}`;
  });
  const rest = differences.length - named.length;
  return [...named, ...(rest > 0 ? [say`${count(rest, "more place")}`] : [])];
}
