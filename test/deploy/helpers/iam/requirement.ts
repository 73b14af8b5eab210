/** What AWS asks IAM before it does a call: one action on one resource, and what is known about the call. */
export interface Requirement {
  /** `lambda:CreateFunction`. */
  readonly action: string;
  /** ARN, or `*` for an action that AWS ties to no resource. */
  readonly resource: string;
  /** Values of condition keys. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** A signed call, as it is on the wire. */
export interface SignedCall {
  /** Signing name: `monitoring` for CloudWatch. */
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** The account that moto plays. */
export const ACCOUNT = "123456789012";
