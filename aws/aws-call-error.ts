/**
 * Kind of a failed call. `transient`: the call may or may not have been carried out, and can be tried again. `conflict`: it was not carried out,
 * since another resource or change still prevents it.
 */
export type AwsCallErrorKind =
  | "already-exists"
  | "conflict"
  | "not-found"
  | "denied"
  | "credentials"
  | "transient"
  | "refused";

/** A call of AWS that failed. Its message can be printed, and contains no credentials. */
export class AwsCallError extends Error {
  constructor(
    /** IAM action of the call, such as `iot:SetDefaultAuthorizer`. */
    readonly action: string,
    readonly kind: AwsCallErrorKind,
    message: string,
  ) {
    super(message);
    this.name = "AwsCallError";
  }
}

/** An environment variable is wrong, so AWS was not called. Its message can be printed. */
export class AwsEnvironmentError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "AwsEnvironmentError";
  }
}

/** Whether an error is an {@link AwsCallError} of one of the kinds. */
export function failedAs(error: unknown, ...kinds: readonly AwsCallErrorKind[]): error is AwsCallError {
  return error instanceof AwsCallError && kinds.includes(error.kind);
}
