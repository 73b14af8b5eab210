import { actionMatches, type IotAction } from "../actions";
import type { Condition } from "../conditions/condition";
import type { RequestContext } from "../context";
import type { Template } from "./template";

/** One parsed statement of a policy document. */
export interface Statement {
  /** Position among all statements of all documents, from 0. */
  readonly order: number;
  /** Index of the document, from 0. */
  readonly document: number;
  /** Index within the document, from 0. */
  readonly index: number;
  readonly sid?: string;
  readonly effect: "Allow" | "Deny";
  /** As the document writes them. */
  readonly actions: readonly string[];
  /** NotAction: the statement applies to every action except these. */
  readonly exceptActions: boolean;
  readonly resources: readonly Template[];
  /** NotResource: the statement applies to every resource except these. */
  readonly exceptResources: boolean;
  readonly conditions: readonly Condition[];
  /** Whether the outcome may differ between two equal requests of one connection. */
  readonly volatile: boolean;
}

/**
 * Whether a statement applies to an action.
 * @example
 * coversAction(statement, "iot:Publish"); // true for "Action": "iot:*"
 */
export function coversAction(statement: Statement, action: IotAction): boolean {
  return statement.actions.some((pattern) => actionMatches(pattern, action)) !== statement.exceptActions;
}

/**
 * Whether all conditions of a statement hold.
 * @example
 * conditionsHold(statement, { clientId: "printer-7" }); // true for a statement without Condition
 */
export function conditionsHold(statement: Statement, context: RequestContext): boolean {
  for (const condition of statement.conditions) if (!condition.holds(context)) return false;
  return true;
}
