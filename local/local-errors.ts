/**
 * The stand-in's three families of error. They are never mixed, so that a user knows what has to change: an option of
 * the stand-in ({@link StandInOptionError}), the request, which AWS would refuse too ({@link AwsError}), or the
 * stand-in, which lacks something that AWS has ({@link UnsupportedByStandInError}).
 */

/**
 * AWS would refuse this request. Carries AWS's own error code and HTTP status.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateAuthorizer.html#API_CreateAuthorizer_Errors
 * @example
 * throw new AwsError("ResourceNotFoundException", 404, "Authorizer printers does not exist");
 */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * AWS supports this, the stand-in does not. Sent as HTTP 501, which AWS SDKs do not retry.
 * @example
 * throw new UnsupportedByStandInError("GET /things");
 */
export class UnsupportedByStandInError extends Error {
  override readonly name = "UnsupportedByStandInError";
  readonly code = "UnsupportedByStandInException";
  readonly status = 501;

  constructor(what: string) {
    super(`The local stand-in of AWS IoT Core does not support this: ${what}`);
  }
}

/**
 * The stand-in was started with settings it cannot use.
 * @example
 * throw new StandInOptionError("forwardTo must be an http or https URL, got: ftp://x. Give moto's address.");
 */
export class StandInOptionError extends Error {
  override readonly name = "StandInOptionError";
}

/** 400: a value outside the API's limits. */
export const invalidRequest = (message: string): AwsError => new AwsError("InvalidRequestException", 400, message);

/** 400: the authorizer's function did not answer, or its answer is outside AWS's limits. */
export const invalidResponse = (message: string): AwsError => new AwsError("InvalidResponseException", 400, message);

/** 401: credentials are missing, or the token's signature is wrong. */
export const unauthorized = (message: string): AwsError => new AwsError("UnauthorizedException", 401, message);

/** 404: the resource does not exist in this account and Region. */
export const resourceNotFound = (message: string): AwsError => new AwsError("ResourceNotFoundException", 404, message);

/** 409: a resource with this name exists already. */
export const resourceAlreadyExists = (message: string): AwsError =>
  new AwsError("ResourceAlreadyExistsException", 409, message);

/** 409: something still uses the resource. */
export const deleteConflict = (message: string): AwsError => new AwsError("DeleteConflictException", 409, message);

/** 410: a quota is used up. */
export const limitExceeded = (message: string): AwsError => new AwsError("LimitExceededException", 410, message);

/** 409: the policy or template already has the maximum number of versions. */
export const versionsLimitExceeded = (message: string): AwsError =>
  new AwsError("VersionsLimitExceededException", 409, message);

/** 409: the version that was expected is not the latest. */
export const versionConflict = (message: string): AwsError => new AwsError("VersionConflictException", 409, message);

/** 400: the document is not a valid policy. */
export const malformedPolicy = (message: string): AwsError => new AwsError("MalformedPolicyException", 400, message);

/** 406: the operation is not allowed in the certificate's status. */
export const certificateState = (message: string): AwsError => new AwsError("CertificateStateException", 406, message);

/** 400: the value is not a certificate, or the certificate cannot be used for this operation. */
export const certificateValidation = (message: string): AwsError =>
  new AwsError("CertificateValidationException", 400, message);

/** 409: several registered certificate authorities match, so that one of them has to be named. */
export const certificateConflict = (message: string): AwsError =>
  new AwsError("CertificateConflictException", 409, message);

/** 400: the verification certificate does not hold the account's registration code. */
export const registrationCodeValidation = (message: string): AwsError =>
  new AwsError("RegistrationCodeValidationException", 400, message);
