import { type AuthorizerResponse, LIMITS, type PolicyDocument, type RefusalReason } from "./contract";

/** How long a login lasts: the members of a response that say so. */
export type Times = Pick<AuthorizerResponse, "disconnectAfterInSeconds" | "refreshAfterInSeconds">;

/** The response that lets a client in. */
export function allowed(
  principalId: string,
  policyDocuments: readonly PolicyDocument[],
  { disconnectAfterInSeconds, refreshAfterInSeconds }: Times,
): AuthorizerResponse {
  return { isAuthenticated: true, principalId, policyDocuments, disconnectAfterInSeconds, refreshAfterInSeconds };
}

/** Ends a login with a reason. Thrown by the steps of the handler, caught by the handler alone. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** Who was refused, as far as it is known by then. */
    readonly subject: { readonly user?: string; readonly group?: string } = {},
  ) {
    super(reason);
  }
}

/**
 * The response that keeps a client out: the same for every reason, with no policy. Its numbers lie within AWS's limits because no
 * source says that AWS ignores them when `isAuthenticated` is false.
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
