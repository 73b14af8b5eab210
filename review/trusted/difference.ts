import { elementsOf, type Json, membersOf, sameJson } from "./plan-json";

/** A place at which a plan differs from this project's synthesis of the configuration. */
export interface Difference {
  /** Terraform's address of a resource, or a part of the plan: `aws_iam_role.authorizer`, `provider.aws`. */
  readonly part: string;
  /** Path within the part: `inline_policy[0].policy`. Empty for the whole part. */
  readonly path: string;
  /** What is wrong there; a fixed text without values of the plan. */
  readonly problem: string;
}

/** Texts of `problem`; each continues "PART: PATH …". */
export const PROBLEM = {
  added: "is not in the synthesis",
  missing: "is missing",
  leftOut: "is left out of the plan",
  other: "is not what the synthesis says",
  unknown: "is known only after the apply, where the synthesis gives a value",
  contradicts: "contradicts another part of the plan",
  unexplained: "changes, and the review has no sentence for it",
  strange: "is nothing that the review knows of",
} as const;

/** @example pathOf(["inline_policy", 0, "policy"]) // "inline_policy[0].policy" */
export function pathOf(steps: readonly (string | number)[]): string {
  return steps.map((step, at) => (typeof step === "number" ? `[${step}]` : at === 0 ? step : `.${step}`)).join("");
}

/**
 * Differences between two JSON objects, member by member.
 * @param compare Compares two values of a member. @default - values must be equal
 */
export function differencesOfMembers(
  part: string,
  expected: Json,
  found: Json,
  compare: (name: string, expected: unknown, found: unknown) => readonly Difference[] = (name, one, other) =>
    sameJson(one, other) ? [] : [{ part, path: name, problem: PROBLEM.other }],
): Difference[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (!Object.hasOwn(found, name)) return [{ part, path: name, problem: PROBLEM.missing }];
    if (!Object.hasOwn(expected, name)) return [{ part, path: name, problem: PROBLEM.added }];
    return compare(name, expected[name], found[name]);
  });
}

/**
 * Returns the elements of a list by their unique names. An element without a name or with the name of another element
 * is a difference.
 */
export function byName(
  part: string,
  list: unknown,
  nameOf: (element: Json) => unknown,
): { readonly found: ReadonlyMap<string, Json>; readonly differences: readonly Difference[] } {
  const found = new Map<string, Json>();
  const differences: Difference[] = [];
  elementsOf(list).forEach((element, index) => {
    const name = nameOf(membersOf(element));
    if (typeof name !== "string") differences.push({ part, path: pathOf([index]), problem: PROBLEM.strange });
    else if (found.has(name)) differences.push({ part: name, path: "", problem: "is in the plan twice" });
    else found.set(name, membersOf(element));
  });
  return { found, differences };
}
