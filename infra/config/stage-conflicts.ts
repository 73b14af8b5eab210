import type { Problem } from "./problem";
import type { ResolvedStack } from "./resolve";

/**
 * Stages that would fight over something there is one of in an AWS account and Region: the default authorizer, an authorizer's name.
 * Two stages count as sharing an account unless both say their `accountId` and the two differ.
 */
export function stageConflicts(stacks: readonly ResolvedStack[]): Problem[] {
  return stacks.flatMap((stack, index) =>
    stacks.slice(0, index).flatMap((earlier) => (samePlace(stack, earlier) ? conflictsOf(stack, earlier) : [])),
  );
}

function samePlace(a: ResolvedStack, b: ResolvedStack): boolean {
  if (a.settings.region !== b.settings.region) return false;
  const [one, other] = [a.settings.accountId, b.settings.accountId];
  return one === undefined || other === undefined || one === other;
}

function conflictsOf(stack: ResolvedStack, earlier: ResolvedStack): Problem[] {
  const problems: Problem[] = [];
  const place = `stages.${stack.stage}.authorizer`;
  const { authorizer, region } = stack.settings;
  if (authorizer.setAsDefault && earlier.settings.authorizer.setAsDefault) {
    problems.push({
      path: `${place}.setAsDefault`,
      must: "be true in one stage only for an account and Region",
      got: true,
      remedy: `Stage ${earlier.stage} sets the default of ${region} too; turn one off, or give both stages their accountId if the accounts differ.`,
    });
  }
  if (authorizer.name !== undefined && authorizer.name === earlier.settings.authorizer.name) {
    problems.push({
      path: `${place}.name`,
      must: "be different in every stage of an account and Region",
      got: authorizer.name,
      remedy: `Stage ${earlier.stage} uses it in ${region} too; leave it out, or give both stages their accountId if the accounts differ.`,
    });
  }
  return problems;
}
