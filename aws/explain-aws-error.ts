import { AwsCallError, type AwsCallErrorKind } from "./aws-call-error";

/** What the SDK's errors have in common, as far as it matters here. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** What AWS and messages say of the program that calls AWS. */
export interface AwsCaller {
  /** As a sentence names it that says what is missing: `Give this step what …`. */
  readonly name: string;
  /** Whose permissions count, as the subject of a sentence: `The identity that runs Terraform`. */
  readonly identity: string;
  /** What to do about a call that is denied, in whole sentences. It is asked only then. */
  readonly whenDenied: () => string;
  /** Name that a role's sessions have in CloudTrail: 2 to 64 of A-Z a-z 0-9 _ + = , . @ - */
  readonly sessionName: string;
}

/** A failure as it is told apart. */
export interface AwsFailure {
  readonly kind: AwsCallErrorKind;
  /** AWS's code, such as `InvalidResponseException`, or the network's. */
  readonly code: string;
  /** The first line of the message, without a full stop at its end; the code where there is none, or where it may hold credentials. */
  readonly message: string;
  /** Whether an answer came: from AWS, or from a proxy on the way. */
  readonly isAnswer: boolean;
}

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature|SignatureDoesNotMatch|MissingAuthenticationToken|RequestExpired)/;
const DENIED = /^(AccessDenied|Unauthorized|Forbidden|NotAuthorized)/;
/** A signature error's message repeats the signed headers, session token included. */
const SIGNATURE = /Signature/;
const LONGEST_MESSAGE = 300;

/**
 * What went wrong with a call of AWS, whatever the SDK throws.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html
 */
export function awsFailure(error: unknown): AwsFailure {
  const sdkError = (typeof error === "object" && error !== null ? error : { message: String(error) }) as SdkError;
  const { name = "an unknown error", code = name } = sdkError;
  const line = firstMessage(sdkError).split("\n")[0]?.trim().slice(0, LONGEST_MESSAGE).replace(/\.$/, "") ?? "";
  return {
    kind: kindOf(sdkError),
    code,
    message: line === "" || SIGNATURE.test(code) ? code : line,
    isAnswer: statusOf(sdkError) !== undefined,
  };
}

/** Code and message in one, for `got: …`. */
export function failureText({ code, message }: Pick<AwsFailure, "code" | "message">): string {
  return message === code ? code : `${code}: ${message}`;
}

/**
 * Turns whatever the SDK throws into one error with a message to print.
 * @param action IAM name of the call, such as `iot:SetDefaultAuthorizer`.
 * @param where what was called, such as `AWS IoT in eu-central-1`.
 * @example throw explainAwsError(error, "iot:TagResource", "AWS IoT in eu-central-1", STEP)
 */
export function explainAwsError(error: unknown, action: string, where: string, caller: AwsCaller): AwsCallError {
  const failure = awsFailure(error);
  return new AwsCallError(action, failure.kind, messageFor(failure, action, where, caller));
}

function kindOf(error: SdkError): AwsCallErrorKind {
  const { name = "" } = error;
  const status = statusOf(error);
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

function messageFor(failure: AwsFailure, action: string, where: string, caller: AwsCaller): string {
  const got = failureText(failure);
  switch (failure.kind) {
    case "credentials":
      return `${action} must be called with valid AWS credentials, got: ${got}. ${credentialsAdvice(caller)}`;
    case "denied":
      return `${caller.identity} must be allowed ${action}, got: ${got}. ${caller.whenDenied()}`;
    case "transient":
      return failure.isAnswer
        ? `${where} must carry out ${action}, got: ${got}. Run the same command again.`
        : `${where} must be reachable for ${action}, got: ${got}. ` +
            "Check the Region's name, the network, AWS_CA_BUNDLE, HTTPS_PROXY and AWS_ENDPOINT_URL, then run the same command again.";
    default:
      return `${where} must carry out ${action}, got: ${got}.`;
  }
}

/** What to do about credentials that are missing or refused. */
export function credentialsAdvice({ name }: AwsCaller): string {
  return `Give ${name} what Terraform itself uses: environment variables, a profile (\`aws sso login\` if it has expired) or a role.`;
}

function statusOf({ $metadata, $response }: SdkError): number | undefined {
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}

/** A failure on every address of a host has no message of its own. */
function firstMessage(error: SdkError): string {
  if (error.message) return error.message;
  return error instanceof AggregateError ? String((error.errors[0] as Error | undefined)?.message ?? "") : "";
}
