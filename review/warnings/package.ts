import { ADDRESS } from "../../infra/addresses";
import { knownChange } from "../known-resources";
import type { Plan } from "../plan-schema";
import { say } from "../sentence";
import type { Warning } from "./warning";

/** Whether the function's zip changes: its code, its settings, users' secrets, users or rules. A plan shows its hash only. */
export function packageChanges(plan: Plan): boolean {
  const { before, after } = knownChange(plan, ADDRESS.function);
  return before !== undefined && after !== undefined && before.source_code_hash !== after.source_code_hash;
}

/**
 * Whether the function's zip changes for a reason that no plan shows. Counts as widening: changed code may let anybody in, and a user's
 * second secret somebody else.
 * @param isExplained Whether users or groups change, which are in the zip as well, or where users are
 */
export function packageWarnings(plan: Plan, isExplained: boolean): Warning[] {
  if (isExplained || !packageChanges(plan)) return [];
  const sentence = say`The function's package changes although users and groups stay: its code, its settings or a user's secrets. No plan shows which: look at the diff of lambda/ and of the users file.`;
  return [{ code: "package-changed", sentence, widens: true }];
}
