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
 * Holds a plan against what this project's own synthesis makes of the configuration, so that nothing gets into a review's verdict that the
 * review does not know: every part of the plan is what the synthesis gives, or one of the changes that have a sentence, or it is listed here.
 * @param plan What `readPlanJson` read
 * @returns What differs; empty for a plan of exactly this synthesis
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
