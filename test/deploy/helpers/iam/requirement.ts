/** What IAM has to allow before AWS does an operation: an action on a resource, with the values of condition keys. */
export interface Requirement {
  /** `lambda:CreateFunction`. */
  readonly action: string;
  /** ARN, or `*` for an action that AWS ties to no resource. */
  readonly resource: string;
  /** Values of condition keys. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** A signed call, as it is sent. */
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

/** Account id of moto. */
export const ACCOUNT = "123456789012";
