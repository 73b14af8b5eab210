import { type AwsFailure, awsFailure, failureText } from "../../aws";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** A failed call of AWS. */
export interface CallFailure {
  readonly kind: "missing" | "denied" | "credentials" | "unreachable" | "unsupported" | "refused";
  /** AWS's code, such as `InvalidResponseException`. */
  readonly code: string;
  /** AWS's message, or the network's: one line, without credentials. */
  readonly message: string;
}

/** Classifies the error of a call of AWS. */
export function callFailure(error: unknown): CallFailure {
  const failure = awsFailure(error);
  return { kind: kindOf(failure), code: failure.code, message: failure.message };
}

function kindOf({ kind, code, isAnswer }: AwsFailure): CallFailure["kind"] {
  if (code.startsWith("UnsupportedByStandIn")) return "unsupported";
  if (kind === "not-found") return "missing";
  if (kind === "denied" || kind === "credentials") return kind;
  return kind === "transient" && !isAnswer ? "unreachable" : "refused";
}

/**
 * The error that ends a command after a failed call of AWS.
 * @param action IAM name of the call, such as `iot:TestInvokeAuthorizer`
 */
export function failedCall(error: unknown, action: string): CliError {
  const { kind, code, message } = callFailure(error);
  const got = failureText({ code, message });
  switch (kind) {
    case "unsupported":
      return new CliError(message, EXIT.unsupported);
    case "unreachable":
      return new CliError(
        `The endpoint of AWS's API must be reachable for ${action}, got: ${got}. ` +
          "Check the Region's name, the network, AWS_ENDPOINT_URL and HTTPS_PROXY.",
        EXIT.unreachable,
      );
    case "credentials":
      return new CliError(
        `${action} must be called with valid AWS credentials, got: ${got}. Log in again, or check the profile.`,
        EXIT.aws,
      );
    case "denied":
      return new CliError(
        `Your identity must be allowed ${action}, got: ${got}. Ask for that permission, or use another profile.`,
        EXIT.aws,
      );
    default:
      return new CliError(`AWS must carry out ${action}, got: ${got}.`, EXIT.aws);
  }
}

/** Awaits an answer; returns `undefined` if AWS answers that the resource does not exist. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (callFailure(error).kind === "missing") return undefined;
    throw error;
  }
}
