import { ADDRESS } from "../../infra/addresses";
import { ACCESS_MAP, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import { plannedResources } from "../plan/planned-resources";
import { type Difference, PROBLEM } from "../trusted/difference";
import type { Warning } from "../words/sentence";
import { type Sentence, say } from "../words/sentence";

/** Warns of an incomplete plan, the destruction of the stack, a shorter log retention, and less concurrency. */
export function operationWarnings(plan: Plan, differences: readonly Difference[]): Warning[] {
  return [...incomplete(plan, differences), ...destroyed(plan), ...retention(plan), ...concurrency(plan)];
}

function incomplete(plan: Plan, differences: readonly Difference[]): Warning[] {
  if (plan.errored === true) {
    const sentence = say`Terraform met errors while it planned: this review lacks the changes after these errors.`;
    return [{ code: "incomplete", sentence, widens: true }];
  }
  const isTargeted = plan.resource_changes.length > 0 && knownChange(plan, ACCESS_MAP).actions.length === 0;
  // OpenTofu and older Terraform do not say that a plan is incomplete.
  const leavesOut = differences.some(({ problem }) => problem === PROBLEM.leftOut);
  if (plan.complete !== false && !isTargeted && !leavesOut) return [];
  const sentence = say`The plan leaves out a part of the stack (-target): who gains or loses access cannot be told for sure.`;
  return [{ code: "incomplete", sentence, widens: true }];
}

function destroyed(plan: Plan): Warning[] {
  const { add, change, replace, destroy } = plannedResources(plan);
  const remaining = plan.resource_changes.filter(
    ({ mode, change: { actions } }) => mode === "managed" && actions[0] === "no-op",
  );
  if (destroy.length === 0 || add.length + change.length + replace.length + remaining.length > 0) return [];
  const sentence = say`Everything is destroyed, the decision log included: no user can log in any more.`;
  return [{ code: "destroys-everything", sentence, narrows: true }];
}

function retention(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.logGroup);
  if (!before || !after) return [];
  const [was, is] = [
    before.retention_in_days || Number.POSITIVE_INFINITY,
    after.retention_in_days || Number.POSITIVE_INFINITY,
  ];
  if (is >= was) return [];
  const sentence = say`The decision log is kept for ${is} days only (before: ${days(was)}): AWS deletes what is older.`;
  return [{ code: "log-retention-reduced", sentence }];
}

function days(number: number): Sentence {
  return [Number.isFinite(number) ? `${number} days` : "indefinitely"];
}

/** The provider's value for a function without reserved concurrency. */
const UNRESERVED = -1;

function concurrency(plan: Plan): Warning[] {
  const { before, after } = knownChange(plan, ADDRESS.function);
  if (!before || !after) return [];
  const [was, is] = [
    before.reserved_concurrent_executions ?? UNRESERVED,
    after.reserved_concurrent_executions ?? UNRESERVED,
  ];
  if (was === is || (was !== UNRESERVED && is > was)) return [];
  const sentence =
    is === UNRESERVED
      ? say`The function has no reserved concurrency any more (before: ${was}): other functions can use up the account's concurrency.`
      : say`The function may run ${is} times at once (before: ${was === UNRESERVED ? ["as often as the account allows"] : was}): logins beyond that are refused.`;
  return [{ code: "concurrency-reduced", sentence }];
}
