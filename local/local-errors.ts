/**
 * The stand-in's three families of error. They are never mixed, so that a reader always knows whose turn it is to act:
 * theirs (configuration), theirs again in AWS's words (AWS would refuse this too), or the stand-in's (AWS would have done it).
 */

/**
 * AWS would refuse this. Carries AWS's own error code and HTTP status.
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
 * AWS would do this, the stand-in does not. Answered as HTTP 501, which no AWS SDK repeats.
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

/** 400: the authorizer's function gave no answer, or one outside AWS's limits. */
export const invalidResponse = (message: string): AwsError => new AwsError("InvalidResponseException", 400, message);

/** 401: no credentials, or a token that does not pass. */
export const unauthorized = (message: string): AwsError => new AwsError("UnauthorizedException", 401, message);

/** 404: no such resource in this account and Region. */
export const resourceNotFound = (message: string): AwsError => new AwsError("ResourceNotFoundException", 404, message);

/** 409: the name is taken. */
export const resourceAlreadyExists = (message: string): AwsError =>
  new AwsError("ResourceAlreadyExistsException", 409, message);

/** 409: something still uses the resource. */
export const deleteConflict = (message: string): AwsError => new AwsError("DeleteConflictException", 409, message);

/** 410: a quota is used up. */
export const limitExceeded = (message: string): AwsError => new AwsError("LimitExceededException", 410, message);

/** 409: a policy or template has as many versions as it may have. */
export const versionsLimitExceeded = (message: string): AwsError =>
  new AwsError("VersionsLimitExceededException", 409, message);

/** 409: the version that was expected is not the latest. */
export const versionConflict = (message: string): AwsError => new AwsError("VersionConflictException", 409, message);

/** 400: what is given is no policy. */
export const malformedPolicy = (message: string): AwsError => new AwsError("MalformedPolicyException", 400, message);

/** 406: a certificate's status does not let it be done. */
export const certificateState = (message: string): AwsError => new AwsError("CertificateStateException", 406, message);

/** 400: what is given is no certificate, or none that is good for this. */
export const certificateValidation = (message: string): AwsError =>
  new AwsError("CertificateValidationException", 400, message);

/** 409: it cannot be told which certificate authority is meant. */
export const certificateConflict = (message: string): AwsError =>
  new AwsError("CertificateConflictException", 409, message);

/** 400: the verification certificate does not hold the account's registration code. */
export const registrationCodeValidation = (message: string): AwsError =>
  new AwsError("RegistrationCodeValidationException", 400, message);
