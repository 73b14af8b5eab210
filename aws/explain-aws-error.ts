import { AwsCallError, type AwsCallErrorKind } from "./aws-call-error";

/** The fields of the SDK's errors that are used here. */
interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Describes the program that calls AWS, for messages and for CloudTrail. */
export interface AwsCaller {
  /** Name of the program in the sentence `Give <name> what Terraform itself uses`: `this step`. */
  readonly name: string;
  /** The identity whose permissions apply, as the subject of a sentence: `The identity that runs Terraform`. */
  readonly identity: string;
  /** Returns what to do about a denied call, as sentences. It is called only for a denied call. */
  readonly whenDenied: () => string;
  /** Name of a role's sessions in CloudTrail: 2 to 64 of A-Z a-z 0-9 _ + = , . @ - */
  readonly sessionName: string;
}

/** A classified failure of a call. */
export interface AwsFailure {
  readonly kind: AwsCallErrorKind;
  /** AWS's error code, such as `InvalidResponseException`, or that of the network error. */
  readonly code: string;
  /** The first line of the message, without a full stop; the code if there is no message, or if it may contain credentials. */
  readonly message: string;
  /** Whether there was a response: from AWS, or from a proxy. */
  readonly isAnswer: boolean;
}

const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|InvalidSignature|IncompleteSignature|SignatureDoesNotMatch|MissingAuthenticationToken|RequestExpired)/;
const DENIED = /^(AccessDenied|Unauthorized|Forbidden|NotAuthorized)/;
/** The message of a signature error repeats the signed headers, including the session token. */
const SIGNATURE = /Signature/;
const LONGEST_MESSAGE = 300;

/**
 * Classifies what the SDK threw for a call of AWS.
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

/** Returns code and message in one text, for `got: …`. */
export function failureText({ code, message }: Pick<AwsFailure, "code" | "message">): string {
  return message === code ? code : `${code}: ${message}`;
}

/**
 * Converts what the SDK threw to an error with a message that can be printed.
 * @param action IAM action of the call, such as `iot:SetDefaultAuthorizer`
 * @param where The service that was called, such as `AWS IoT in eu-central-1`
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
  // IAM uses NoSuchEntityException.
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

/** Returns what to do about credentials that are missing or refused. */
export function credentialsAdvice({ name }: AwsCaller): string {
  return `Give ${name} what Terraform itself uses: environment variables, a profile (\`aws sso login\` if it has expired) or a role.`;
}

function statusOf({ $metadata, $response }: SdkError): number | undefined {
  return $metadata?.httpStatusCode ?? $response?.statusCode;
}

/** Returns the error's message. If all addresses of a host failed, the AggregateError has none, and the first error's is used. */
function firstMessage(error: SdkError): string {
  if (error.message) return error.message;
  return error instanceof AggregateError ? String((error.errors[0] as Error | undefined)?.message ?? "") : "";
}
