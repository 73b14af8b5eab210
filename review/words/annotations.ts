import type { Review } from "../review-plan";
import { text } from "./render-review";

/**
 * Writes a review as annotations of GitHub Actions, which GitHub shows beside the run: the verdict where access widens, and each warning.
 * What widens access is an error, everything else a warning; both leave the run's result as it is.
 * @returns One line for each, a workflow command
 * @example annotations(review) // ["::error title=fleet::Access widens: somebody should approve it.", "::warning title=fleet%3A function-changed::…"]
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function annotations({ stack, access, warnings }: Review): string[] {
  return [
    ...(access === "widens" ? [workflowCommand("error", stack, "Access widens: somebody should approve it.")] : []),
    ...warnings.map(({ code, sentence, widens }) =>
      workflowCommand(widens ? "error" : "warning", `${stack}: ${code}`, text(sentence)),
    ),
  ];
}

/** What GitHub reads as the end of a line, of a property or of all properties, and the sign that begins what is escaped. */
const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C" };

/**
 * A line that GitHub Actions takes as one command, whatever the texts are.
 * @example workflowCommand("error", "a: b", "100 %") // "::error title=a%3A b::100 %25"
 */
export function workflowCommand(kind: "error" | "warning", title: string, message: string): string {
  const escaped = (of: string, characters: RegExp) => of.replace(characters, (character) => ESCAPED[character] ?? "");
  return `::${kind} title=${escaped(title, /[%\r\n:,]/g)}::${escaped(message, /[%\r\n]/g)}`;
}
