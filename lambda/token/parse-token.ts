import { LIMITS, type TokenClaims, USER_NAME } from "../contract";
import { Refusal } from "../respond";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads a token, accepting nothing but the one form there is: two parts in canonical base64url, of which the first is a header with
 * `"alg":"RS256"` and the second holds the claims.
 *
 * AWS IoT Core has checked the signature by then, with one of the authorizer's own keys, so the header decides nothing: it is read only
 * to refuse what was made for something else. A header with `crit` asks for rules this handler does not know.
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

/** What a part holds, `undefined` if it is not JSON. Where that is no object, it has none of the members that are asked for. */
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

/** One name, or several. @see https://www.rfc-editor.org/rfc/rfc7519#section-4.1.3 */
function isAudience(value: unknown): boolean {
  return Array.isArray(value) ? value.every((one) => typeof one === "string") : typeof value === "string";
}

/** Seconds, whole or not. @see https://www.rfc-editor.org/rfc/rfc7519#section-2 */
function isTime(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
