import type { TokenClaims } from "../../../lambda/contract";

/** The time at which tests verify tokens. */
export const NOW = Date.UTC(2026, 0, 1);

/** Claims that are valid at {@link NOW}, and for an hour. */
export const CLAIMS = { sub: "dev1", aud: "printers-signed", exp: NOW / 1000 + 3600 } satisfies TokenClaims;

/** Returns a part of a token: a value as JSON in base64url. */
export const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** Returns the text of a token, valid or not. */
export function makeToken(claims: object = {}, header: object = {}): string {
  return `${part({ alg: "RS256", typ: "JWT", kid: "key-1", ...header })}.${part({ ...CLAIMS, ...claims })}`;
}
