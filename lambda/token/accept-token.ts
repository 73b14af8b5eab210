import { LIMITS, type TokenClaims } from "../contract";
import type { Credentials } from "../event";
import type { Times } from "../respond";
import { Refusal } from "../respond";
import { parseToken } from "./parse-token";

/**
 * Checks the token of a login. The stack's configuration decides whether a token is required, never the client:
 *
 * - Signing off: no token is accepted, signed or not, since it was not verified with a key of this stack. Passwords
 *   decide.
 * - Signing on: a token is required. AWS IoT Core calls the function of such an authorizer only with a token that it
 *   has verified. If another authorizer calls the function (the one without signing, while a deployment replaces it), a
 *   password alone is refused.
 * - The token is sufficient for every existing user. If the client also sends a user name, it must be the token's; if
 *   it sends a password, it must be right. A user without a secret must therefore send no password.
 *
 * @param audience name of the stack's authorizer if signing is on; see `CompiledAccess.tokenAudience`
 * @param now milliseconds since 1970-01-01 UTC
 * @returns the token's claims, or `undefined` if a password decides
 * @throws {Refusal} `token-…`; the refusal names the user if the token could be read
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
 * Returns a group's times, shortened so that a connection ends with its token. AWS's minimum is 300 seconds, so that a
 * connection that begins in the token's last 5 minutes outlives the token by less than 5 minutes.
 * @param now milliseconds since 1970-01-01 UTC
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 */
export function timesWithin({ exp }: TokenClaims, group: Times, now: number): Times {
  const left = Math.max(LIMITS.minSeconds, Math.floor(exp - now / 1000));
  return {
    disconnectAfterInSeconds: Math.min(group.disconnectAfterInSeconds, left),
    refreshAfterInSeconds: Math.min(group.refreshAfterInSeconds, left),
  };
}
