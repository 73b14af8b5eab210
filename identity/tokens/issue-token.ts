import { constants, type KeyObject, sign } from "node:crypto";
import type { TokenClaims } from "../../lambda/contract";

/** A token and its signature. Together they allow a login, like a password; neither is enough alone. */
export interface SignedToken {
  /** `header.payload`, base64url without padding. */
  readonly token: string;
  /** Standard base64 with padding: AWS does not accept base64url here. */
  readonly signature: string;
}

/**
 * Signs a token with the algorithm that AWS IoT Core verifies: RSASSA-PKCS1-v1_5 with SHA-256 over the token's text.
 * @param keyName Written into the header as `kid`, for information only: AWS tries all keys of the authorizer
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth.html
 * @example issueToken({ sub: "printer-7", aud: "cloudprnt-signed", exp: 1798761600 }, "key-2027", privateKey)
 */
export function issueToken(claims: TokenClaims, keyName: string, privateKey: KeyObject): SignedToken {
  const token = `${encode({ alg: "RS256", typ: "JWT", kid: keyName })}.${encode(claims)}`;
  const key = { key: privateKey, padding: constants.RSA_PKCS1_PADDING };
  return { token, signature: sign("sha256", Buffer.from(token), key).toString("base64") };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
