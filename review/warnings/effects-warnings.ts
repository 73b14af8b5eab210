import type { Plan } from "../plan/plan-schema";
import type { Effect } from "../types/known-type";
import { knownType } from "../types/known-types";
import type { Warning } from "../words/sentence";
import { say } from "../words/sentence";
import { isKnownResource } from "./unknown-resources-warnings";

/**
 * Maximum number of resources of one type with one effect that are named. If there are more, only the first is named.
 */
const MOST_TOLD = 5;

/** Warns of resources that are created, changed or destroyed, if their type has effects, see `known-types.ts`. */
export function effectWarnings(plan: Plan): Warning[] {
  const found = plan.resource_changes.flatMap(({ mode, address, change: { actions, before, after } }) => {
    const type = address.split(".")[0] ?? "";
    const known = mode === "managed" && isKnownResource(address) ? knownType(type) : undefined;
    const { effects } = known ?? {};
    if (!effects) return [];
    const changed = known?.isLessened?.(before, after) ? effects.lessened : effects.changed;
    const effective = [
      actions.includes("create") ? effects.made : undefined,
      actions.includes("update") ? changed : undefined,
      actions.includes("delete") ? effects.destroyed : undefined,
    ];
    return effective.flatMap((effect) => (effect ? [{ type, address, effect }] : []));
  });
  const together = new Map<string, typeof found>();
  for (const one of found) {
    const key = JSON.stringify([one.type, one.effect]);
    together.set(key, [...(together.get(key) ?? []), one]);
  }
  return [...together.values()].flatMap((alike) => {
    const told = alike.length > MOST_TOLD ? alike.slice(0, 1) : alike;
    return told.map(({ address, effect }) => warning(address, effect, alike.length - told.length));
  });
}

/** @param others Number of further resources of the type with this effect */
function warning(address: string, { code, says, widens, narrows }: Effect, others: number): Warning {
  const sentence = say`${address} ${[says]}${others === 0 ? [] : say` The same goes for ${others} others of its type.`}`;
  return { code, sentence, ...(widens ? { widens } : {}), ...(narrows ? { narrows } : {}) };
}
