/**
 * What a failed call means. `transient`: it may or may not have been done, and may be tried again. `conflict`: it was not done, since something
 * else is still in its way.
 */
export type AwsCallErrorKind =
  | "already-exists"
  | "conflict"
  | "not-found"
  | "denied"
  | "credentials"
  | "transient"
  | "refused";

/** A call that failed. Its message is ready to be printed, and holds no credentials. */
export class AwsCallError extends Error {
  constructor(
    /** IAM name of the call, such as `iot:SetDefaultAuthorizer`. */
    readonly action: string,
    readonly kind: AwsCallErrorKind,
    message: string,
  ) {
    super(message);
    this.name = "AwsCallError";
  }
}

/** A variable of the environment is wrong: nothing was asked of AWS. Its message is ready to be printed. */
export class AwsEnvironmentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AwsEnvironmentError";
  }
}

/** Whether this is a failed call of one of these kinds. */
export function failedAs(error: unknown, ...kinds: readonly AwsCallErrorKind[]): error is AwsCallError {
  return error instanceof AwsCallError && kinds.includes(error.kind);
}
