import { z } from "zod";
import { LIMITS, type TokenClaims, USER_NAME } from "../../lambda/contract";

/** Seconds, whole or not. @see https://www.rfc-editor.org/rfc/rfc7519#section-2 */
const time = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** A member with this name asks for rules that the handler does not know. @see https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11 */
const headerSchema = z.looseObject({ alg: z.literal("RS256"), kid: z.string().optional(), crit: z.never().optional() });
const claimsSchema = z.looseObject({
  sub: z.string().regex(USER_NAME),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: time,
  nbf: time.optional(),
  iat: time.optional(),
});

/** What a token says. */
export interface DecodedToken {
  /** Name of the key, as the issuer wrote it down. */
  readonly keyName?: string;
  readonly claims: TokenClaims;
}

/**
 * Reads a token as strictly as the handler does, whose code is not used here so that either can catch the other's mistakes.
 * @returns `undefined` if the handler would refuse to read it
 */
export function decodeToken(token: string): DecodedToken | undefined {
  const parts = token.split(".");
  if (token.length > LIMITS.tokenCharacters || parts.length !== 2) return undefined;
  const [header, claims] = parts.map(decodePart);
  const head = headerSchema.safeParse(header);
  const body = claimsSchema.safeParse(claims);
  if (!head.success || !body.success) return undefined;
  const { kid } = head.data;
  return { ...(kid === undefined ? {} : { keyName: kid }), claims: body.data as TokenClaims };
}

function decodePart(part: string): unknown {
  const bytes = Buffer.from(part, "base64url");
  if (bytes.toString("base64url") !== part) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
