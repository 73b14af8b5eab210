import type { Plan } from "../plan/plan-schema";
import type { Effect } from "../types/known-type";
import { knownType } from "../types/known-types";
import type { Warning } from "../words/sentence";
import { say } from "../words/sentence";
import { isKnownResource } from "./unknown-resources-warnings";

/** More of one type with one effect are not told one by one. */
const MOST_TOLD = 5;

/** What it means that resources are made, changed or destroyed whose type says so itself, see `known-types.ts`. */
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

/** @param others How many of its type it is said for as well */
function warning(address: string, { code, says, widens, narrows }: Effect, others: number): Warning {
  const sentence = say`${address} ${[says]}${others === 0 ? [] : say` The same goes for ${others} others of its type.`}`;
  return { code, sentence, ...(widens ? { widens } : {}), ...(narrows ? { narrows } : {}) };
}
