import type { Authorizer, RegionState } from "../control-plane/store";
import { AUTHORIZER_NAME, type Parameters } from "./parameters";
import { LoginRefusal } from "./refusal";

/** What is needed of the account to choose an authorizer. */
export type Authorizers = Pick<RegionState, "authorizers" | "defaultAuthorizer" | "defaultAuthorizerName">;

/**
 * The authorizer that decides: the one the client names, else the account's default in this Region.
 *
 * Assumption: an authorizer named with nothing (`x-amz-customauthorizer-name=`) counts as none named.
 * @throws LoginRefusal if there is none, or it is INACTIVE
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 */
export function chooseAuthorizer(account: Authorizers, parameters: Parameters): Authorizer {
  const named = parameters(AUTHORIZER_NAME);
  if (named !== undefined) return activeAuthorizer(account, named);
  const { defaultAuthorizerName } = account;
  if (defaultAuthorizerName !== undefined) return activeAuthorizer(account, defaultAuthorizerName);
  throw new LoginRefusal(`no authorizer is named (${AUTHORIZER_NAME}) and no default authorizer is set`);
}

/** @throws LoginRefusal if there is no such authorizer, or it is INACTIVE */
export function activeAuthorizer({ authorizers }: Authorizers, name: string): Authorizer {
  const authorizer = authorizers.get(name);
  if (authorizer === undefined) throw new LoginRefusal(`authorizer ${JSON.stringify(name)} does not exist`);
  if (authorizer.status !== "ACTIVE") throw new LoginRefusal(`authorizer ${name} is ${authorizer.status}`);
  return authorizer;
}
