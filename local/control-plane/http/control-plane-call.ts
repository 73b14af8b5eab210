/** A call that reached the stand-in's control plane. */
export interface ControlPlaneCall {
  /** Signing name, such as `iot`, `lambda` or `sts`; `unknown` if the request is not signed. */
  readonly service: string;
  /** Such as `CreateAuthorizer`; for other services as far as the request tells, else method and path. */
  readonly operation: string;
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** `unknown` if the request is not signed. */
  readonly region: string;
}

/** An error to answer in place of doing what was asked. */
export interface InjectedError {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
  /** What the error says besides; it stands beside the message. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * What to do with a call: `pass` does it; `drop` breaks the connection instead; `drop-after` does it and then breaks the connection in
 * place of the answer; an error is answered, and nothing done.
 */
export type Verdict = "pass" | "drop" | "drop-after" | InjectedError;

/** A call that is over. */
export interface CallRecord extends ControlPlaneCall {
  /** HTTP status; of a call that was dropped after it was done, the one the caller never saw. Missing if nothing was answered. */
  readonly status?: number;
  /** The error's code, where the stand-in answered one itself. */
  readonly errorType?: string;
  /** What `intercept` said. */
  readonly verdict: Verdict;
  readonly milliseconds: number;
}
