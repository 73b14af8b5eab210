import { ADDRESS } from "../../infra/addresses";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import { elementsOf, isNothing, type Json, membersOf, sameJson } from "../trusted/plan-json";
import { knownType } from "../types/known-types";
import type { Warning } from "../words/sentence";
import { list, say } from "../words/sentence";

/**
 * Warns of changes that others made since the last apply: those that the plan reverts, and those that it keeps.
 * Reverted changes are changes of the plan, which other warnings report; kept changes are reported only here.
 */
export function driftWarnings(plan: Plan): Warning[] {
  return plan.resource_drift
    .filter(({ mode }) => mode === "managed")
    .flatMap((drift) => {
      const now = plan.resource_changes.find(({ address }) => address === drift.address);
      if (!now) return [];
      if (isThere(drift.change.after)) return changedByOthers(drift, now, plan);
      return now.change.actions.includes("no-op") ? [] : [deletedByOthers(drift)];
    });
}

/** Whether a resource only monitors logins. */
const onlyWatches = (address: string) => address.startsWith("aws_cloudwatch_");

function deletedByOthers({ address }: ResourceChange): Warning {
  const sentence = say`Others deleted ${address} since the last apply, and this plan creates it again.`;
  return { code: "drift-reverted", sentence, ...(onlyWatches(address) ? {} : { widens: true as const }) };
}

function changedByOthers(drift: ResourceChange, now: ResourceChange, plan: Plan): Warning[] {
  const { address } = drift;
  const [was, is, after] = [drift.change.before, drift.change.after, now.change.after].map(membersOf) as [
    Json,
    Json,
    Json,
  ];
  const changed = Object.keys(is).filter(
    (name) => !isSameOrNothing(was[name], is[name]) && matters(name, was, is, address, plan),
  );
  const [kept, reverted] = [true, false].map((isKept) =>
    changed.filter((name) => sameJson(is[name], after[name]) === isKept),
  );
  const widens = onlyWatches(address) ? {} : { widens: true as const };
  return [
    ...(reverted?.length
      ? [
          {
            code: "drift-reverted",
            sentence: say`Others changed ${address} since the last apply (${list(reverted)}), and this plan reverts that.`,
          },
        ]
      : []),
    ...(kept?.length
      ? [
          {
            code: "drift-kept",
            sentence: say`Others changed ${address} since the last apply (${list(kept)}), and this plan keeps that.`,
            ...widens,
          },
        ]
      : []),
  ];
}

/**
 * Whether a changed attribute matters: settings do, and of the computed attributes the function's code and its role's
 * policies.
 */
function matters(name: string, was: Json, is: Json, address: string, plan: Plan): boolean {
  const more = (identify: (element: unknown) => unknown): unknown[] => {
    const known = elementsOf(was[name]).map(identify);
    return elementsOf(is[name])
      .map(identify)
      .filter((element) => !known.includes(element));
  };
  if (address === ADDRESS.function && name === "code_sha256") return true;
  if (address === ADDRESS.role && name === "managed_policy_arns") return more((arn) => arn).length > 0;
  if (address === ADDRESS.role && name === "inline_policy") {
    // The stack's own inline policies are separate resources, but AWS also lists them with the role.
    const own = plan.resource_changes.map(({ change }) => membersOf(change.after).name);
    return more((policy) => membersOf(policy).name).some((policy) => !own.includes(policy));
  }
  return knownType(address.split(".")[0] ?? "")?.computed.includes(name) !== true;
}

function isSameOrNothing(one: unknown, other: unknown): boolean {
  return sameJson(one, other) || (isNothing(one) && isNothing(other));
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}
