import { compareChanges } from "./compare-changes";
import { compareChecks } from "./compare-checks";
import { compareConfiguration } from "./compare-configuration";
import { compareRest } from "./compare-rest";
import type { Difference } from "./difference";
import { withLocals } from "./evaluate-reference";
import { membersOf } from "./plan-json";
import { plannedResourcesOf } from "./planned";
import type { Synthesis } from "./synthesis";

/**
 * Compares a plan with this project's synthesis of the configuration, so that a review's verdict misses no change:
 * every part of the plan must be what the synthesis gives, or a change that the review has a sentence for. Anything
 * else is a difference.
 * @param plan Result of `readPlanJson`
 * @returns The differences; empty for a plan of exactly this synthesis
 * @example compareWithSynthesis(readPlanJson(bytes), readSynthesis(text)) // [{ part: "aws_iam_role.authorizer", path: "inline_policy", … }]
 */
export function compareWithSynthesis(plan: unknown, synthesis: Synthesis): Difference[] {
  const whole = membersOf(plan);
  const planned = plannedResourcesOf(whole);
  const resources = { ...planned, lookup: withLocals(planned.lookup, synthesis.locals) };
  const found = [
    ...compareConfiguration(whole.configuration, synthesis),
    ...compareChanges(resources, synthesis),
    ...compareRest(whole, resources, synthesis),
    ...compareChecks(whole.checks, synthesis),
  ];
  const texts = new Set<string>();
  return found.filter(({ part, path, problem }) => {
    const text = JSON.stringify([part, path, problem]);
    return !texts.has(text) && texts.add(text);
  });
}
