import type { Condition } from "../conditions/condition";
import type { AccessRequest } from "../evaluate-access";
import type { CompiledPolicy } from "../matching/compiled-policy";
import { type GlobPart, matchGlob } from "../matching/match-pattern";
import { coversAction, type Statement } from "../parsing/statement";
import { resolveTemplate, type Template } from "../parsing/template";
import { globDistance } from "./edit-distance";

/**
 * The Allow statement that would allow a refused request after the smallest change, and the reason why it does not
 * allow it.
 */
export interface Nearest {
  readonly statement: Statement;
  /** The resource pattern that came closest. */
  readonly pattern: Template;
  /** `variable`: the pattern has a variable without a value. `excluded`: NotResource excludes the resource. */
  readonly obstacle: "condition" | "action" | "resource" | "variable" | "excluded";
  /** The first condition that does not hold, if a condition is the obstacle. */
  readonly condition?: Condition;
}

/**
 * Costs of the other obstacles, in edits of a resource's text: a wrong action is nearer than a resource that differs in
 * nine characters.
 */
const COST = { condition: 0, excluded: 1, action: 8, variable: 8 } as const;

/**
 * Maximum number of edits that are counted, to limit the cost of a refusal. Patterns that differ more are compared by
 * the length of the beginning that they share with the resource.
 */
const COUNTED_EDITS = 32;

/** A statement that may be the nearest, and its cost in edits. */
type Candidate = Nearest & { readonly cost: number };

/**
 * Finds the statement nearest to allowing a request that no statement allows; undefined if there is no Allow statement
 * about the action or the resource.
 * @example
 * // "topic/a/c/*" is allowed findNearest(policy, { action: "iot:Publish", resource: topicArn(account, "a/b"), context:
 * {} })?.obstacle; // "resource"
 */
export function findNearest(policy: CompiledPolicy, request: AccessRequest): Nearest | undefined {
  let nearest: Candidate | undefined;
  for (const statement of policy.statements) {
    if (statement.effect === "Deny") continue;
    const limit = nearest?.cost ?? Number.POSITIVE_INFINITY;
    for (const candidate of candidatesOf(statement, request, limit)) {
      if (nearest === undefined || candidate.cost < nearest.cost) nearest = candidate;
    }
  }
  return nearest;
}

function candidatesOf(statement: Statement, request: AccessRequest, limit: number): readonly Candidate[] {
  const matching = statement.resources.find((template) => matches(template, request));
  const applies = (matching !== undefined) !== statement.exceptResources;
  const pattern = matching ?? (statement.resources[0] as Template);
  if (!coversAction(statement, request.action)) {
    return applies ? [{ statement, pattern, obstacle: "action", cost: COST.action }] : [];
  }
  if (applies) {
    const condition = statement.conditions.find(({ holds }) => !holds(request.context));
    return [{ statement, pattern, obstacle: "condition", ...(condition && { condition }), cost: COST.condition }];
  }
  if (statement.exceptResources) return [{ statement, pattern, obstacle: "excluded", cost: COST.excluded }];
  return statement.resources.map((template) => {
    const glob = resolveTemplate(template, request.context);
    if (glob === undefined) return { statement, pattern: template, obstacle: "variable", cost: COST.variable };
    return { statement, pattern: template, obstacle: "resource", cost: resourceCost(glob, request.resource, limit) };
  });
}

function resourceCost(glob: readonly GlobPart[], resource: string, limit: number): number {
  // Stryker disable next-line MethodExpression: only spares work; what is farther off than the nearest so far is not
  // taken.
  const edits = globDistance(glob, resource, Math.min(limit, COUNTED_EDITS));
  return edits <= COUNTED_EDITS ? edits : COUNTED_EDITS + resource.length - sharedLength(glob, resource);
}

/** Length of the beginning that a pattern, up to its first wildcard, and a text have in common. */
function sharedLength([head]: readonly GlobPart[], text: string): number {
  // Stryker disable next-line ConditionalExpression: for the type; a wildcard has no characters either.
  if (typeof head !== "string") return 0;
  let length = 0;
  // charCodeAt returns NaN beyond the end, which equals nothing.
  while (head.charCodeAt(length) === text.charCodeAt(length)) length += 1;
  return length;
}

function matches(template: Template, { resource, context }: AccessRequest): boolean {
  const glob = resolveTemplate(template, context);
  return glob !== undefined && matchGlob(glob, resource);
}
