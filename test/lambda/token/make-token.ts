import type { TokenClaims } from "../../../lambda/contract";

/** When the tests' tokens are looked at. */
export const NOW = Date.UTC(2026, 0, 1);

/** Claims that are right at {@link NOW}, for an hour. */
export const CLAIMS = { sub: "dev1", aud: "printers-signed", exp: NOW / 1000 + 3600 } satisfies TokenClaims;

/** One part of a token. */
export const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token's text, whatever it holds. */
export function makeToken(claims: object = {}, header: object = {}): string {
  return `${part({ alg: "RS256", typ: "JWT", kid: "key-1", ...header })}.${part({ ...CLAIMS, ...claims })}`;
}
