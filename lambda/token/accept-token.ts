import { LIMITS, type TokenClaims } from "../contract";
import type { Credentials } from "../event";
import type { Times } from "../respond";
import { Refusal } from "../respond";
import { parseToken } from "./parse-token";

/**
 * Decides on the token of a login, if there is or has to be one. What counts is the stack's configuration, never what a client sends:
 *
 * - Signing off: no token is accepted, signed or not, since it was not checked with a key of this stack. Passwords decide.
 * - Signing on: a token is required. AWS IoT Core calls the function of such an authorizer only with a token it has verified; should
 *   another authorizer call it (the unsigned one, for the moment in which a deployment replaces it), a password alone opens nothing.
 * - The token alone is enough for any user there is. What else the client sends must agree: a user name has to be the token's, and a
 *   password has to be right. So a user without a secret must send no password.
 *
 * @param audience Name of the stack's authorizer where signing is on; see `CompiledAccess.tokenAudience`
 * @param now Milliseconds since 1970-01-01 UTC
 * @returns The token's claims, or `undefined` where a password decides
 * @throws {Refusal} `token-…`; as soon as the token says for whom it was made, the refusal names the user
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 */
export function acceptToken(
  { token, userNameField }: Pick<Credentials, "token" | "userNameField">,
  audience: string | undefined,
  now: number,
): TokenClaims | undefined {
  if (audience === undefined) {
    if (token) throw new Refusal("token-not-accepted");
    return undefined;
  }
  if (!token) throw new Refusal("token-missing");
  if (!token.signatureVerified) throw new Refusal("token-not-verified");

  const claims = parseToken(token.text);
  const subject = { user: claims.sub };
  if (![claims.aud].flat().includes(audience)) throw new Refusal("token-wrong-audience", subject);
  if (claims.exp * 1000 <= now) throw new Refusal("token-expired", subject);
  if ((claims.nbf ?? 0) * 1000 > now) throw new Refusal("token-not-yet-valid", subject);
  const [name] = userNameField.split("?", 1);
  if (name && name !== claims.sub) throw new Refusal("token-of-another-user", subject);
  return claims;
}

/**
 * A group's times, shortened so that a connection ends with its token. AWS allows no less than 300 seconds, so one made in a token's
 * last 5 minutes outlasts it by less than that.
 * @param now Milliseconds since 1970-01-01 UTC
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function timesWithin({ exp }: TokenClaims, group: Times, now: number): Times {
  const left = Math.max(LIMITS.minSeconds, Math.floor(exp - now / 1000));
  return {
    disconnectAfterInSeconds: Math.min(group.disconnectAfterInSeconds, left),
    refreshAfterInSeconds: Math.min(group.refreshAfterInSeconds, left),
  };
}
