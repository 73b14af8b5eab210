import type { IotAction } from "./actions";
import type { RequestContext } from "./context";
import type { CompiledPolicy } from "./matching/compiled-policy";

/** A request that a policy is evaluated for. */
export interface AccessRequest {
  readonly action: IotAction;
  /** ARN. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Position of a statement in a policy: indices from 0. */
export interface StatementPlace {
  readonly document: number;
  readonly statement: number;
  readonly sid?: string;
}

/** The outcome for one request. */
export interface Decision {
  readonly allowed: boolean;
  readonly reason: "explicit-deny" | "allowed" | "no-match";
  /** The deciding statement: the first Deny that applies, else the first Allow. Missing for `no-match`. */
  readonly decidedBy?: StatementPlace;
  /**
   * Whether an equal request of the same connection always has the same outcome: false if the decision depends on the
   * time or an address.
   */
  readonly cacheable: boolean;
  readonly request: AccessRequest;
}

/**
 * Decides one request: it is allowed if a statement allows it and no statement denies it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 * @example
 * const policy = parsePolicy(response.policyDocuments);
 * evaluate(policy, { action: "iot:Publish", resource: topicArn(account, "a/b"), context: { clientId: "printer-7" } });
 * // { allowed: true, reason: "allowed", decidedBy: { document: 0, statement: 1 }, cacheable: true, request: … }
 */
export function evaluate(policy: CompiledPolicy, request: AccessRequest): Decision {
  const index = policy.forAction(request.action);
  const statement = index.deciding(request.resource, request.context);
  const cacheable = !index.volatile;
  if (statement === undefined) return { allowed: false, reason: "no-match", cacheable, request };
  const allowed = statement.effect === "Allow";
  const { document, index: number, sid } = statement;
  return {
    allowed,
    reason: allowed ? "allowed" : "explicit-deny",
    decidedBy: sid === undefined ? { document, statement: number } : { document, statement: number, sid },
    cacheable,
    request,
  };
}
