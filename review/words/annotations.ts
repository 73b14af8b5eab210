import type { Review } from "../review-plan";
import { text } from "./render-review";

/**
 * Writes a review as annotations of GitHub Actions, which GitHub shows with the run: the verdict if access widens, and
 * each warning. Annotations that widen access are errors, the others warnings; neither changes the run's result.
 * @returns One workflow command for each annotation
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

/** Characters with a meaning in a workflow command, and their escapes. */
const ESCAPED: Readonly<Record<string, string>> = { "%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C" };

/**
 * Writes a workflow command of GitHub Actions. Title and message are escaped, so that the result is always one command.
 * @example workflowCommand("error", "a: b", "100 %") // "::error title=a%3A b::100 %25"
 */
export function workflowCommand(kind: "error" | "warning", title: string, message: string): string {
  const escaped = (of: string, characters: RegExp) => of.replace(characters, (character) => ESCAPED[character] ?? "");
  return `::${kind} title=${escaped(title, /[%\r\n:,]/g)}::${escaped(message, /[%\r\n]/g)}`;
}
