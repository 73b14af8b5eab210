import { verifyTokenSignature } from "../authorizer/signature";
import type { Authorizer } from "../control-plane/resources/control-plane-store";
import { LoginRefusal } from "./login-request";
import { type Parameters, TOKEN_SIGNATURE } from "./parameters";

/** What the authorizer's function is told of the token. */
export interface CheckedToken {
  readonly token?: string;
  readonly signatureVerified: boolean;
}

/**
 * Checks the token's signature, unless the authorizer has signing disabled. The function is not called for a token that fails.
 *
 * Assumption: with signing disabled a token is still passed on if the authorizer names its key and the client sends it.
 * @throws LoginRefusal if token or signature is missing, or they do not belong together
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 */
export function checkToken(authorizer: Authorizer, parameters: Parameters): CheckedToken {
  const { name, signingDisabled, tokenKeyName, tokenSigningPublicKeys: publicKeys = {} } = authorizer;
  const token = tokenKeyName === undefined ? undefined : parameters(tokenKeyName);
  if (signingDisabled) return { ...(token !== undefined && { token }), signatureVerified: false };

  const signature = parameters(TOKEN_SIGNATURE);
  if (token === undefined) throw new LoginRefusal(`authorizer ${name} needs a token, in ${tokenKeyName}`);
  if (signature === undefined) throw new LoginRefusal(`authorizer ${name} needs a signature, in ${TOKEN_SIGNATURE}`);
  if (!verifyTokenSignature({ token, signature, publicKeys })) {
    const hint = signature.includes(" ") ? "; it holds spaces: percent-encode it, or its + are read as such" : "";
    throw new LoginRefusal(`the token's signature fits none of authorizer ${name}'s public keys${hint}`);
  }
  return { token, signatureVerified: true };
}
