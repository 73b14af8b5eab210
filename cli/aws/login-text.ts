import { visibleTexts } from "../../config/text";
import type { Output } from "../output";
import type { PolicyAccess } from "./policy-access";
import type { LoginOutcome } from "./test-invoke";

/** The login that was tested and the authorizer that was asked, for the first line. */
export interface LoginQuestion {
  readonly username?: string;
  readonly authorizerName: string;
  readonly where: string;
}

/** A login's outcome as lines for a person: the decision, then a table. */
export function loginText(asked: LoginQuestion, answer: LoginOutcome, style: Output["style"]): string {
  const [question, outcome] = [visibleTexts(asked), visibleTexts(answer)];
  const who = question.username ?? "the token's user";
  if (!outcome.allowed) {
    return [
      `${style("red", "refused")}: ${who}, by ${question.authorizerName} in ${question.where}`,
      outcome.because,
    ].join("\n");
  }
  const rows: [string, string][] = [
    ["principal", outcome.principalId],
    ["refresh", `after ${duration(outcome.refreshAfterSeconds)}`],
    ["disconnect", `after ${duration(outcome.disconnectAfterSeconds)}`],
    ...outcome.access.map((access): [string, string] => [
      `${access.may ? "may" : "may not"} ${access.action}`,
      resourceText(access),
    ]),
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  const lines = rows.map(([title, text], row) => {
    const shown = title === rows[row - 1]?.[0] ? "" : title;
    return `  ${shown.padEnd(width)}  ${text}`;
  });
  return [`${style("green", "allowed")}: ${who}, by ${question.authorizerName} in ${question.where}`, ...lines].join(
    "\n",
  );
}

function resourceText({ resource, conditional }: PolicyAccess): string {
  return conditional ? `${resource}  (under conditions)` : resource;
}

/** `3600 s (1 h)`. */
function duration(seconds: number): string {
  const unit = [
    ["h", 3600],
    ["min", 60],
  ].find(([, size]) => seconds % Number(size) === 0);
  return unit && seconds > 0 ? `${seconds} s (${seconds / Number(unit[1])} ${unit[0]})` : `${seconds} s`;
}
