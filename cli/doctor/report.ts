import { visibleTexts } from "../../config/text";
import type { Output, Style } from "../output";
import type { CheckResult } from "./examine";

const STYLES: Readonly<Record<CheckResult["status"], Style>> = {
  ok: "green",
  warning: "yellow",
  failed: "red",
  skipped: "dim",
};
const [STATUS_WIDTH, NAME_WIDTH] = [9, 12];

/** The results as lines for a person, each remedy below what it is for. */
export function reportText(results: readonly CheckResult[], style: Output["style"]): string {
  return visibleTexts(results)
    .flatMap(({ status, check, detail, remedy }) => [
      `${style(STYLES[status], status.padEnd(STATUS_WIDTH))}${check.padEnd(NAME_WIDTH)}${detail}`,
      ...(remedy?.split("\n") ?? []).map((line) => `${" ".repeat(STATUS_WIDTH + NAME_WIDTH)}${line}`),
    ])
    .join("\n");
}
