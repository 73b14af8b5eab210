import type { IamPolicy, IamStatement } from "../../../../infra/permissions/policy-document";
import type { Requirement } from "./requirement";

/** Returns the statements of a policy that allow what a call requires. */
export function allowing({ Statement }: IamPolicy, requirement: Requirement): readonly IamStatement[] {
  return Statement.filter(
    ({ Action, Resource, Condition = {} }) =>
      Action.includes(requirement.action) &&
      Resource.some((pattern) => matches(pattern, requirement.resource)) &&
      Object.entries(Condition).every(([operator, keys]) =>
        Object.entries(keys).every(([key, wanted]) =>
          holds(operator, requirement.context[key] ?? [], typeof wanted === "string" ? [wanted] : wanted),
        ),
      ),
  );
}

/**
 * Whether an ARN matches a pattern of a policy. `*` matches any characters; this project's policies use no other
 * wildcard.
 */
export function matches(pattern: string, resource: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === resource;
  if (!resource.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = resource.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  const last = rest.at(-1) ?? "";
  return resource.length - at >= last.length && resource.endsWith(last);
}

/**
 * Whether a condition of a statement is met.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function holds(operator: string, values: readonly string[], wanted: readonly string[]): boolean {
  if (operator === "StringEquals") return values.length > 0 && values.every((value) => wanted.includes(value));
  if (operator === "StringEqualsIfExists") return values.every((value) => wanted.includes(value));
  if (operator === "ForAllValues:StringEquals") return values.every((value) => wanted.includes(value));
  if (operator === "ForAnyValue:StringEquals") return values.some((value) => wanted.includes(value));
  if (operator === "StringLike" || operator === "ArnEquals")
    return values.length > 0 && values.every((value) => wanted.some((one) => matches(one, value)));
  throw new Error(`condition operator ${operator} is not known here`);
}
