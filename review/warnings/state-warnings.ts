import { ADDRESS } from "../../infra/addresses";
import { isReplaced, knownChange } from "../plan/known-resources";
import type { Plan, ResourceChange } from "../plan/plan-schema";
import { isNothing, membersOf, sameJson } from "../trusted/plan-json";
import type { Warning } from "../words/sentence";
import { count, list, type Sentence, say } from "../words/sentence";
import { driftWarnings } from "./drift-warnings";

/**
 * Warns of changes that are not changed settings: failed checks, forgotten and imported resources, drift, and
 * replacements by request; and of changed `Deny` statements and tags.
 * @param isMoved Whether the stack moves to another account or Region. Terraform finds no resources there, which is no
 * drift
 */
export function stateWarnings(plan: Plan, isMoved: boolean): Warning[] {
  return [
    ...checksWarnings(plan),
    ...forgottenWarnings(plan),
    ...importWarnings(plan),
    ...(isMoved ? [] : driftWarnings(plan)),
    ...requestedWarnings(plan),
    ...replacedFunction(plan),
    ...denyWarnings(plan),
    ...tagWarnings(plan),
  ];
}

const managed = (changes: readonly ResourceChange[]) => changes.filter(({ mode }) => mode === "managed");
const names = (changes: readonly ResourceChange[]): Sentence => list(changes.map(({ address }) => address));

function checksWarnings({ checks }: Plan): Warning[] {
  const failed = checks.filter(({ status }) => status === "fail" || status === "error");
  if (failed.length === 0) return [];
  const which = list(failed.map(({ address }) => address.to_display));
  const sentence = say`Checks of the stack fail: ${which}. They test, for example, which authorizer is the default; the log of terraform plan contains their messages.`;
  return [{ code: "check-failed", sentence, widens: true }];
}

function forgottenWarnings(plan: Plan): Warning[] {
  const forgotten = managed(plan.resource_changes).filter(({ change }) => change.actions.includes("forget"));
  if (forgotten.length === 0) return [];
  const sentence = say`Terraform forgets ${names(forgotten)}, and does not destroy them: they stay in AWS, users who could log in by them still can, and no later plan shows it.`;
  return [{ code: "forgotten", sentence, widens: true }];
}

function importWarnings(plan: Plan): Warning[] {
  const imported = managed(plan.resource_changes).filter(({ change }) => isThere(change.importing));
  if (imported.length === 0) return [];
  const sentence = say`The stack imports resources that exist in AWS already: ${names(imported)}. Settings of theirs that the plan does not change were never reviewed.`;
  return [{ code: "imported", sentence, widens: true }];
}

function requestedWarnings(plan: Plan): Warning[] {
  const reasons = ["replace_by_request", "replace_because_tainted"];
  const asked = managed(plan.resource_changes).filter(({ action_reason: reason }) => reasons.includes(reason ?? ""));
  if (asked.length === 0) return [];
  const sentence = say`${names(asked)}: destroyed and created again although no setting asks for it, by request (-replace) or because an apply before this one failed there.`;
  return [{ code: "replaced-by-request", sentence }];
}

function replacedFunction(plan: Plan): Warning[] {
  if (!isReplaced(knownChange(plan, ADDRESS.function))) return [];
  const sentence = say`The function is destroyed and created again: AWS IoT Core refuses every login in between.`;
  return [{ code: "function-replaced", sentence }];
}

/** This project writes no `Deny` statement, so somebody else has added one that is there. */
function denyWarnings(plan: Plan): Warning[] {
  const loosened = managed(plan.resource_changes).filter(({ address, change }) => {
    if (!/^aws_(iam_role|iam_role_policy|iot_policy)\./.test(address)) return false;
    const [was, is] = [change.before, change.after].map((values) => JSON.stringify(values ?? null));
    return /"Deny|Deny\\"/.test(was ?? "") && was !== is;
  });
  if (loosened.length === 0) return [];
  const sentence = say`A policy with a Deny statement changes or is removed: ${names(loosened)}. What it denied may be allowed from now on.`;
  return [{ code: "deny-changed", sentence, widens: true }];
}

function tagWarnings(plan: Plan): Warning[] {
  const changed = managed(plan.resource_changes).filter(({ change: { before, after } }) => {
    const [was, is] = [membersOf(before).tags_all, membersOf(after).tags_all];
    return isThere(was) && isThere(after) && !isSameOrNothing(was, is);
  });
  if (changed.length === 0) return [];
  const sentence = say`Tags change, by which people and policies tell whose it is, of ${count(changed.length, "resource")}: ${names(changed)}.`;
  return [{ code: "tags-changed", sentence }];
}

function isSameOrNothing(one: unknown, other: unknown): boolean {
  return sameJson(one, other) || (isNothing(one) && isNothing(other));
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}
