import type { IncomingHttpHeaders } from "node:http";

/** Where a signed request is meant to go. */
export interface CredentialScope {
  readonly region: string;
  /** The service's signing name, such as `iot`. */
  readonly service: string;
}

/**
 * Reads Region and service from a request's Signature Version 4 header. The signature itself is not verified: the stand-in listens on
 * this machine only, and any credentials do. Undefined if the request is not signed.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 * @example
 * credentialScope({ authorization: "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iot/aws4_request, SignedHeaders=…" });
 * // { region: "us-east-1", service: "iot" }
 */
export function credentialScope({ authorization }: IncomingHttpHeaders): CredentialScope | undefined {
  const [, region, service] =
    /^AWS4-[A-Z0-9-]+ +.*?Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request\b/.exec(
      authorization ?? "",
    ) ?? [];
  return region === undefined || service === undefined ? undefined : { region, service };
}
