import { constants, verify } from "node:crypto";

/** What a client sent to prove its token, and the keys to check it with. */
export interface SignedToken {
  readonly token: string;
  /** Standard base64, with padding; not base64url, not percent-encoded. */
  readonly signature: string;
  /** The authorizer's `tokenSigningPublicKeys`: name to PEM. */
  readonly publicKeys: Readonly<Record<string, string>>;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Whether a token's signature is right: RSASSA-PKCS1-v1_5 with SHA-256 over the token's bytes.
 *
 * Assumption: with several keys, any one that fits is enough. A request does not say which key was used.
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
      return false; // not a key: it can fit nothing
    }
  });
}
