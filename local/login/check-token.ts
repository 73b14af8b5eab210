import { verifyTokenSignature } from "../authorizer/signature";
import type { Authorizer } from "../control-plane/resources/control-plane-store";
import { LoginRefusal } from "./login-request";
import { type Parameters, TOKEN_SIGNATURE } from "./parameters";

/** The members about the token in the event for the authorizer's function. */
export interface CheckedToken {
  readonly token?: string;
  readonly signatureVerified: boolean;
}

/**
 * Checks the token's signature, unless the authorizer has signing disabled. If the check fails, the function is not
 * called.
 *
 * Assumption: with signing disabled the token is still passed on, if the authorizer has a token key name and the client
 * sends the token.
 * @throws LoginRefusal if the token or its signature is missing, or the signature is wrong
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 */
export function checkToken(authorizer: Authorizer, parameters: Parameters): CheckedToken {
  const { name, signingDisabled, tokenKeyName, tokenSigningPublicKeys: publicKeys = {} } = authorizer;
  const token = tokenKeyName === undefined ? undefined : parameters(tokenKeyName);
  if (signingDisabled) return { signatureVerified: false, ...(token !== undefined && { token }) };

  const signature = parameters(TOKEN_SIGNATURE);
  if (token === undefined) throw new LoginRefusal(`authorizer ${name} needs a token, in ${tokenKeyName}`);
  if (signature === undefined) throw new LoginRefusal(`authorizer ${name} needs a signature, in ${TOKEN_SIGNATURE}`);
  if (!verifyTokenSignature({ token, signature, publicKeys })) {
    const hint = signature.includes(" ") ? "; it holds spaces: percent-encode it, since + in a URL means a space" : "";
    throw new LoginRefusal(`the token's signature fits none of authorizer ${name}'s public keys${hint}`);
  }
  return { token, signatureVerified: true };
}
