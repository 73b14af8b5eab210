import { explainAwsError } from "../../infra/default-authorizer/explain-aws-error";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** What the SDK's errors have in common. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** A call that failed, in words. */
export interface CallFailure {
  readonly kind: "missing" | "denied" | "credentials" | "unreachable" | "unsupported" | "refused";
  /** AWS's code, such as `InvalidResponseException`. */
  readonly code: string;
  /** AWS's message, or the network's: one line, without credentials. */
  readonly message: string;
}

/** What went wrong with a call of AWS. */
export function callFailure(error: unknown): CallFailure {
  const sdkError = (typeof error === "object" && error !== null ? error : { message: String(error) }) as SdkError;
  const { name = "an unknown error", code = name, message = "" } = sdkError;
  const line = message.split("\n")[0]?.trim().slice(0, 300).replace(/\.$/, "") ?? "";
  // A signature error's message repeats the signed headers, session token included.
  return { kind: kindOf(sdkError), code, message: line === "" || /Signature/.test(code) ? code : line };
}

function kindOf(error: SdkError): CallFailure["kind"] {
  if (error.name?.startsWith("UnsupportedByStandIn")) return "unsupported";
  const { kind } = explainAwsError(error, "", "");
  if (kind === "not-found") return "missing";
  if (kind === "denied" || kind === "credentials") return kind;
  return kind === "transient" && error.$metadata?.httpStatusCode === undefined ? "unreachable" : "refused";
}

/**
 * The error that ends a command.
 * @param action IAM name of the call, such as `iot:TestInvokeAuthorizer`
 */
export function failedCall(error: unknown, action: string): CliError {
  const { kind, code, message } = callFailure(error);
  const got = code === message ? code : `${code}: ${message}`;
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
