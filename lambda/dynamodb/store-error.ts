/** Errors with status 400 that are retryable all the same. */
const RETRYABLE = ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/**
 * The users could not be read. Holds only an error code, which may be logged, and no other text of the answer.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class StoreError extends Error {
  /**
   * @param code AWS's error code, `HTTP <status>` for an answer without one, or an error code of the network:
   * `ECONNREFUSED`
   */
  constructor(
    readonly code: string,
    readonly retryable: boolean,
  ) {
    super(code);
    this.name = "StoreError";
  }

  /** Returns the error for an answer. @param answer undefined if the answer was not JSON */
  static answered(status: number, answer: Readonly<Record<string, unknown>> | undefined): StoreError {
    const type = /^(?:[\w.]+#)?(\w{1,64})$/.exec(String(answer?.__type))?.[1];
    const code = type && answer?.__type ? type : `HTTP ${status}`;
    // A successful answer that is not JSON came from a proxy or the like, and the next attempt may succeed.
    return new StoreError(code, status >= 500 || status === 429 || status < 300 || RETRYABLE.includes(code));
  }

  /**
   * Returns the error for a failed connection: a closed connection, a host name that cannot be resolved, or a time-out.
   */
  static unreachable(error: unknown): StoreError {
    const { name, code: itsCode } = (error ?? {}) as { name?: unknown; code?: unknown };
    const code = [itsCode, name].find((text) => typeof text === "string" && /^\w{1,64}$/.test(text));
    return new StoreError(String(code ?? "Unreachable"), true);
  }
}
