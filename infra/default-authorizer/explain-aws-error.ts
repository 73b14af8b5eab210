import { iotAuth } from "../../config/text/command-line";
import { AwsCallError, type AwsCallErrorKind } from "./aws-call-error";

/** What the SDK's errors have in common, as far as the program looks at them. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** IAM actions of everything the program may call. */
export const NEEDED_ACTIONS = [
  "iot:DescribeDefaultAuthorizer",
  "iot:SetDefaultAuthorizer",
  "iot:ClearDefaultAuthorizer",
  "iot:DescribeAuthorizer",
  "iot:ListTagsForResource",
  "iot:TagResource",
  "iot:CreateAuthorizer",
  "iot:UpdateAuthorizer",
  "iot:DeleteAuthorizer",
  "lambda:AddPermission",
  "lambda:RemovePermission",
] as const;

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature|SignatureDoesNotMatch|MissingAuthenticationToken|RequestExpired)/;
const DENIED = /^(AccessDenied|Unauthorized|Forbidden|NotAuthorized)/;
const SIGNATURE = /Signature/;

/**
 * Turns whatever the SDK throws into one error with a message to print.
 * @param action IAM name of the call, such as `iot:SetDefaultAuthorizer`.
 * @param where what was called, such as `AWS IoT in eu-central-1`.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html
 * @example throw explainAwsError(error, "iot:TagResource", "AWS IoT in eu-central-1")
 */
export function explainAwsError(error: unknown, action: string, where: string): AwsCallError {
  const sdkError = (typeof error === "object" && error !== null ? error : { message: String(error) }) as SdkError;
  const kind = kindOf(sdkError);
  return new AwsCallError(action, kind, messageFor(sdkError, kind, action, where));
}

function kindOf({ name = "", $metadata, $response }: SdkError): AwsCallErrorKind {
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (name === "ResourceAlreadyExistsException") return "already-exists";
  // IAM has a code of its own.
  if (name === "ResourceNotFoundException" || name === "NoSuchEntityException") return "not-found";
  if (/^(Delete|Resource)Conflict|^ConflictingResourceUpdate/.test(name)) return "conflict";
  if (CREDENTIALS.test(name)) return "credentials";
  if (DENIED.test(name)) return "denied";
  if (status === undefined || status >= 500 || status === 429 || /Throttl|TooManyRequests|RequestTimeout/.test(name))
    return "transient";
  return status === 401 || status === 403 ? "denied" : "refused";
}

function messageFor(error: SdkError, kind: AwsCallErrorKind, action: string, where: string): string {
  const detail = detailOf(error);
  switch (kind) {
    case "credentials":
      return `${action} must be called with valid AWS credentials, got: ${detail}. ${credentialsAdvice}`;
    case "denied":
      return (
        `The identity that runs Terraform must be allowed ${action}, got: ${detail}. ` +
        `Allow it; this step may call ${NEEDED_ACTIONS.join(", ")}. To print the whole policy: ${iotAuth("iam-policy", "deploy")}`
      );
    case "transient":
      return isAnswer(error)
        ? `${where} must carry out ${action}, got: ${detail}. Run the same command again.`
        : `${where} must be reachable for ${action}, got: ${detail}. ` +
            "Check the Region's name, the network, AWS_CA_BUNDLE, HTTPS_PROXY and AWS_ENDPOINT_URL, then run the same command again.";
    default:
      return `${where} must carry out ${action}, got: ${detail}.`;
  }
}

/** What to do about credentials that are missing or refused. */
export const credentialsAdvice =
  "Give this step what Terraform itself uses: environment variables, a profile (`aws sso login` if it has expired) or a role.";

const isAnswer = ({ $metadata, $response }: SdkError) =>
  ($metadata?.httpStatusCode ?? $response?.statusCode) !== undefined;

/** AWS's code and the first line of its message. A signature error's message repeats the signed headers, session token included. */
function detailOf(error: SdkError): string {
  const name = error.code ?? error.name ?? "an unknown error";
  const message = firstMessage(error).split("\n")[0]?.trim().slice(0, 300).replace(/\.$/, "");
  return !message || message === name || SIGNATURE.test(name) ? name : `${name}: ${message}`;
}

/** A failure on every address of a host has no message of its own. */
function firstMessage(error: SdkError): string {
  if (error.message) return error.message;
  return error instanceof AggregateError ? String((error.errors[0] as Error | undefined)?.message ?? "") : "";
}
