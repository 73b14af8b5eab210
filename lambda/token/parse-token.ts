import { LIMITS, type TokenClaims, USER_NAME } from "../contract";
import { Refusal } from "../respond";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a token. Only one form is accepted: two parts in canonical base64url, of which the first is a header with
 * `"alg":"RS256"` and the second holds the claims.
 *
 * AWS IoT Core has already verified the signature with one of the authorizer's keys, whatever the header says. The
 * header is checked only to refuse tokens that were made for another purpose. A header with `crit` requires rules that
 * this handler does not implement.
 * @throws {Refusal} `token-malformed`
 * @see https://www.rfc-editor.org/rfc/rfc7519
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11
 */
export function parseToken(text: string): TokenClaims {
  const parts = text.split(".", 3);
  if (text.length > LIMITS.tokenCharacters || parts.length !== 2) throw new Refusal("token-malformed");
  const [header, claims] = parts.map(parsePart);
  if (header?.alg !== "RS256" || "crit" in header || !areClaims(claims)) throw new Refusal("token-malformed");
  return claims;
}

/**
 * Returns the JSON value of a part, `undefined` if it is not JSON. A value that is not an object has none of the
 * required members.
 */
function parsePart(part: string): Record<string, unknown> | null | undefined {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) return undefined;
  try {
    return JSON.parse(UTF8.decode(bytes));
  } catch {
    // Not JSON, or not UTF-8. The parser's message would quote the token.
  }
  return undefined;
}

function areClaims(part: Record<string, unknown> | null | undefined): part is Record<string, unknown> & TokenClaims {
  const { sub, aud, exp, nbf, iat } = part ?? {};
  return (
    typeof sub === "string" &&
    USER_NAME.test(sub) &&
    isAudience(aud) &&
    isTime(exp) &&
    (nbf === undefined || isTime(nbf)) &&
    (iat === undefined || isTime(iat))
  );
}

/** Whether a value is one name or a list of names. @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3 */
function isAudience(value: unknown): boolean {
  return Array.isArray(value) ? value.every((one) => typeof one === "string") : typeof value === "string";
}

/**
 * Whether a value is a number of seconds, with or without a fraction.
 * @see https://www.rfc-editor.org/rfc/rfc7519#section-2
 */
function isTime(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
