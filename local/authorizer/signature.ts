import { constants, verify } from "node:crypto";

/** A token and its signature, as the client sent them, and the keys to check the signature with. */
export interface SignedToken {
  readonly token: string;
  /** Standard base64 with padding; neither base64url nor percent-encoded. */
  readonly signature: string;
  /** The authorizer's `tokenSigningPublicKeys`: name to PEM. */
  readonly publicKeys: Readonly<Record<string, string>>;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Whether a token's signature is right: RSASSA-PKCS1-v1_5 with SHA-256 over the token's bytes.
 *
 * Assumption: with several keys, the signature has to fit one of them. A request does not say which key was used.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html#custom-auth-token-signature
 * @example
 * verifyTokenSignature({ token: "abc", signature: sign("sha256", Buffer.from("abc"), privateKey).toString("base64"), publicKeys });
 */
export function verifyTokenSignature({ token, signature, publicKeys }: SignedToken): boolean {
  if (signature === "" || !BASE64.test(signature)) {
    return false;
  }
  const bytes = Buffer.from(signature, "base64");
  return Object.values(publicKeys).some((key) => {
    try {
      return verify("sha256", Buffer.from(token), { key, padding: constants.RSA_PKCS1_PADDING }, bytes);
    } catch {
      return false; // the text is not a public key
    }
  });
}
