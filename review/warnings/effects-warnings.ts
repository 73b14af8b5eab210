import type { Plan } from "../plan/plan-schema";
import type { Effect } from "../types/known-type";
import { knownType } from "../types/known-types";
import { say } from "../words/sentence";
import { isKnownResource } from "./unknown-resources-warnings";
import type { Warning } from "./warning";

/** What it means that resources are made, changed or destroyed whose type says so itself, see `known-types.ts`. */
export function effectWarnings(plan: Plan): Warning[] {
  return plan.resource_changes.flatMap(({ mode, address, change: { actions } }) => {
    const effects =
      mode === "managed" && isKnownResource(address) ? knownType(address.split(".")[0] ?? "")?.effects : undefined;
    if (!effects) return [];
    return [
      ...(actions.includes("create") ? warning(address, effects.made) : []),
      ...(actions.includes("update") ? warning(address, effects.changed) : []),
      ...(actions.includes("delete") ? warning(address, effects.destroyed) : []),
    ];
  });
}

function warning(address: string, effect: Effect | undefined): Warning[] {
  if (!effect) return [];
  const { code, says, widens, narrows } = effect;
  const sentence = say`${address} ${[says]}`;
  return [{ code, sentence, ...(widens ? { widens } : {}), ...(narrows ? { narrows } : {}) }];
}
