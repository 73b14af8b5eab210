/** A call that reached the stand-in's control plane. */
export interface ControlPlaneCall {
  /** Signing name, such as `iot`, `lambda` or `sts`; `unknown` if the request is not signed. */
  readonly service: string;
  /** Such as `CreateAuthorizer`; method and path if the request does not tell its operation. */
  readonly operation: string;
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** `unknown` if the request is not signed. */
  readonly region: string;
}

/** An error to answer in place of running the call. */
export interface InjectedError {
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
  /** Further members of the error. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/**
 * What to do with a call: `pass` runs it; `drop` closes the connection instead; `drop-after` runs it and closes the
 * connection in place of answering; an error is answered without running the call.
 */
export type Verdict = "pass" | "drop" | "drop-after" | InjectedError;

/** A finished call. */
export interface CallRecord extends ControlPlaneCall {
  /** HTTP status; with `drop-after`, the status that was not sent. Missing if the call was dropped. */
  readonly status?: number;
  /** The error's code, if the stand-in itself answered with an error. */
  readonly errorType?: string;
  /** The verdict of `intercept`. */
  readonly verdict: Verdict;
  readonly milliseconds: number;
}
