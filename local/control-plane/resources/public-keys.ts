import { createPublicKey } from "node:crypto";
import { invalidRequest } from "../../local-errors";

const MIN_BITS = 2048;

/** The signing settings of an authorizer. */
export interface SigningSettings {
  readonly signingDisabled: boolean;
  readonly tokenKeyName?: string;
  readonly tokenSigningPublicKeys?: Readonly<Record<string, string>>;
}

/**
 * Checks an authorizer's signing settings. An authorizer with signing needs a token key name and at least one key. With
 * and without signing, every key must be an RSA public key in PEM of 2,048 bits or more.
 *
 * @throws AwsError `InvalidRequestException`. Assumption: AWS documents the rules, but not the error.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/config-custom-auth.html
 */
export function checkSigning({ signingDisabled, tokenKeyName, tokenSigningPublicKeys = {} }: SigningSettings): void {
  if (!signingDisabled && tokenKeyName === undefined) {
    throw invalidRequest("tokenKeyName is required unless signing is disabled");
  }
  if (!signingDisabled && Object.keys(tokenSigningPublicKeys).length === 0) {
    throw invalidRequest("tokenSigningPublicKeys must hold at least one key unless signing is disabled");
  }
  for (const [name, pem] of Object.entries(tokenSigningPublicKeys)) {
    if (!isUsable(pem)) {
      throw invalidRequest(
        `tokenSigningPublicKeys.${name} must be an RSA public key in PEM (-----BEGIN PUBLIC KEY-----) of at least ${MIN_BITS} bits`,
      );
    }
  }
}

function isUsable(pem: string): boolean {
  // createPublicKey also accepts a certificate, and derives the public key of a private key.
  if (!pem.trimStart().startsWith("-----BEGIN PUBLIC KEY-----")) {
    return false;
  }
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem);
    return asymmetricKeyType === "rsa" && (asymmetricKeyDetails?.modulusLength ?? 0) >= MIN_BITS;
  } catch {
    return false;
  }
}
