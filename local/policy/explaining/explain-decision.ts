import type { Condition } from "../conditions/condition";
import { contextValues, variableValue } from "../context";
import type { AccessRequest, Decision } from "../evaluate-access";
import type { CompiledPolicy } from "../matching/compiled-policy";
import { matchGlob } from "../matching/match-pattern";
import type { Statement } from "../parsing/statement";
import { resolveTemplate, variableNames } from "../parsing/template";
import { findNearest, type Nearest } from "./nearest-statement";

/**
 * Explains in plain English why a request was allowed or refused: which statement decided (documents and statements
 * counted from 1), or that no statement allows it and which statement is nearest. Finding the nearest statement costs
 * more than deciding. The text contains resources as the client sent them: callers make control characters visible
 * before they print it.
 * @example
 * explain(policy, evaluate(policy, { action: "iot:Publish", resource: topicArn(account, "a/b"), context: {} }));
 * // "no statement allows iot:Publish on topic/a/b; nearest: document 1 statement 2 allows topic/a/c/*"
 */
export function explain(policy: CompiledPolicy, { request, reason, decidedBy }: Decision): string {
  const statement = policy.statements.find(
    ({ document, index }) => document === decidedBy?.document && index === decidedBy.statement,
  );
  if (statement !== undefined) {
    const verb = reason === "allowed" ? "allows" : "denies";
    const because = reason === "allowed" ? "" : ", and a Deny overrides every Allow";
    return `${nameOf(statement)} ${verb} ${request.action} on ${matchedPattern(statement, request)}${because}`;
  }
  const refused = `no statement allows ${request.action} on ${withoutScope(request.resource, request)}`;
  const nearest = findNearest(policy, request);
  return nearest === undefined ? refused : `${refused}; nearest: ${describeNearest(nearest, request)}`;
}

function nameOf({ document, index, sid }: Statement): string {
  return `document ${document + 1} statement ${index + 1}${sid === undefined ? "" : ` (${sid})`}`;
}

function matchedPattern(statement: Statement, request: AccessRequest): string {
  if (statement.exceptResources) return everythingBut(statement, request);
  const matched = statement.resources.find((template) => {
    const glob = resolveTemplate(template, request.context);
    return glob !== undefined && matchGlob(glob, request.resource);
  });
  // Stryker disable next-line OptionalChaining: the deciding statement has a resource that matches.
  return withoutScope(matched?.source ?? request.resource, request);
}

function describeNearest({ statement, pattern, obstacle, condition }: Nearest, request: AccessRequest): string {
  const name = nameOf(statement);
  const resource = statement.exceptResources
    ? everythingBut(statement, request)
    : withoutScope(pattern.source, request);
  switch (obstacle) {
    case "action":
      return `${name} allows ${actionsOf(statement)} on ${resource}`;
    case "condition":
      // Stryker disable next-line ConditionalExpression,StringLiteral: where it is the obstacle of a refusal, one
      // condition does not hold.
      return `${name} allows ${resource}${condition === undefined ? "" : `, but only ${ifHolds(condition, request)}`}`;
    case "variable": {
      const missing = variableNames(pattern).find((variable) => variableValue(request.context, variable) === undefined);
      return `${name} allows ${resource}, but ${missing} has no value here`;
    }
    default:
      return `${name} allows ${resource}`;
  }
}

function actionsOf({ actions, exceptActions }: Statement): string {
  return `${exceptActions ? "everything but " : ""}${actions.join(", ")}`;
}

function everythingBut({ resources }: Statement, request: AccessRequest): string {
  return `everything but ${resources.map(({ source }) => withoutScope(source, request)).join(", ")}`;
}

function ifHolds({ operator, key, values }: Condition, { context }: AccessRequest): string {
  const actual = contextValues(context, key);
  return `if ${operator} ${key} ${JSON.stringify(values)}; it is ${actual === undefined ? "absent" : JSON.stringify(actual)}`;
}

/** Colons before the resource in an ARN. */
const SCOPE_COLONS = 5;

/** Omits partition, Region and account if they are those of the request. */
function withoutScope(arn: string, { resource }: AccessRequest): string {
  const scope = `${resource.split(":", SCOPE_COLONS).join(":")}:`;
  return arn.startsWith(scope) ? arn.slice(scope.length) : arn;
}
