import { type AuthorizerResponse, LIMITS, type PolicyDocument, type RefusalReason } from "./contract";

/** The members of a response that say how long a login lasts. */
export type Times = Pick<AuthorizerResponse, "disconnectAfterInSeconds" | "refreshAfterInSeconds">;

/** Returns the response that accepts a login. */
export function allowed(
  principalId: string,
  policyDocuments: readonly PolicyDocument[],
  { disconnectAfterInSeconds, refreshAfterInSeconds }: Times,
): AuthorizerResponse {
  return { isAuthenticated: true, principalId, policyDocuments, disconnectAfterInSeconds, refreshAfterInSeconds };
}

/** A refused login, with its reason. Thrown by the steps of a login, and caught only by the handler. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** User and group of the refused login, if they are known already. */
    readonly subject: { readonly user?: string; readonly group?: string } = {},
  ) {
    super(reason);
  }
}

/**
 * Returns the response that refuses a login: the same for every reason, without a policy. Its numbers are within AWS's
 * limits, because no source says that AWS ignores them if `isAuthenticated` is false.
 */
export function refused(): AuthorizerResponse {
  return {
    isAuthenticated: false,
    principalId: "refused",
    policyDocuments: [],
    disconnectAfterInSeconds: LIMITS.minSeconds,
    refreshAfterInSeconds: LIMITS.minSeconds,
  };
}
