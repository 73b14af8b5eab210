/** Errors that DynamoDB answers with status 400 although trying again helps. */
const RETRYABLE = ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];

/**
 * Why the users could not be read: a code that may be logged, and nothing else that somebody sent.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
export class StoreError extends Error {
  /** @param code AWS's error code, `HTTP <status>` where an answer held none, or the network's: `ECONNREFUSED`. */
  constructor(
    readonly code: string,
    readonly retryable: boolean,
  ) {
    super(code);
    this.name = "StoreError";
  }

  /** From what was answered, if it was JSON. */
  static answered(status: number, answer: Readonly<Record<string, unknown>> | undefined): StoreError {
    const type = /^(?:[\w.]+#)?(\w{1,64})$/.exec(String(answer?.__type))?.[1];
    const code = type && answer?.__type ? type : `HTTP ${status}`;
    // A success that is no JSON came from something on the way, and may be gone at the next try.
    return new StoreError(code, status >= 500 || status === 429 || status < 300 || RETRYABLE.includes(code));
  }

  /** From the network's: a dropped connection, a name that does not resolve, or a time-out. */
  static unreachable(error: unknown): StoreError {
    const { name, code: itsCode } = (error ?? {}) as { name?: unknown; code?: unknown };
    const code = [itsCode, name].find((text) => typeof text === "string" && /^\w{1,64}$/.test(text));
    return new StoreError(String(code ?? "Unreachable"), true);
  }
}
