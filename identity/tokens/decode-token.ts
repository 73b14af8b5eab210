import { z } from "zod";
import { LIMITS, type TokenClaims, USER_NAME } from "../../lambda/contract";

/** Seconds, whole or not. @see https://www.rfc-editor.org/rfc/rfc7519#section-2 */
const time = z.number().nonnegative().max(Number.MAX_SAFE_INTEGER);

/**
 * `crit` is refused: it names extensions that the handler would have to support.
 * @see https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11
 */
const headerSchema = z.looseObject({ alg: z.literal("RS256"), kid: z.string().optional(), crit: z.never().optional() });
const claimsSchema = z.looseObject({
  sub: z.string().regex(USER_NAME),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: time,
  nbf: time.optional(),
  iat: time.optional(),
});

/** Contents of a token. */
export interface DecodedToken {
  /** Name of the key that the issuer wrote into the header (`kid`). */
  readonly keyName?: string;
  readonly claims: TokenClaims;
}

/**
 * Decodes a token as strictly as the handler does. It is a second implementation on purpose: tests compare the two.
 * @returns `undefined` if the handler would refuse the token as malformed
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
