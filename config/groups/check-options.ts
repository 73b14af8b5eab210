import { ConfigurationError } from "../problem";
import { isObject } from "../stages/merge-settings";
import { didYouMean } from "../text/nearest-name";

/**
 * Checks the options of a ready-made group, since JavaScript accepts unknown options silently.
 * @param known Names of the options that the function has
 * @param caller Name of the function, for messages: `cloudPrnt.printer`
 * @throws {ConfigurationError} if `options` is not an object, or has an unknown option; the message suggests the nearest one
 */
export function checkOptions(options: unknown, known: readonly string[], caller: string): void {
  if (options === undefined) return;
  const example = known.length === 0 ? `${caller}()` : `${caller}({ ${known[0]}: … })`;
  if (!isObject(options)) {
    const must = known.length === 0 ? "be called without options" : "be called with an object of options";
    throw new ConfigurationError([{ path: caller, must, got: options, remedy: `Write it like ${example}.` }]);
  }
  const problems = Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: `${caller}.${name}`,
      must: "be a known option",
      got: name,
      remedy: known.length === 0 ? `It has no options; write ${example}.` : didYouMean(name, known),
    }));
  if (problems.length > 0) throw new ConfigurationError(problems);
}
