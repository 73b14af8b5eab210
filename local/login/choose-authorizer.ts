import type { Authorizer, RegionState } from "../control-plane/resources/control-plane-store";
import type { ApplicationProtocol, DomainConfiguration } from "../control-plane/resources/domain-configuration";
import { LoginRefusal } from "./login-request";
import { AUTHORIZER_NAME, type Parameters } from "./parameters";

/** What is needed of the account to choose an authorizer. */
export type Authorizers = Pick<RegionState, "authorizers" | "defaultAuthorizer" | "defaultAuthorizerName" | "domainOf">;

/** Where a client knocks, and how. */
export interface Entrance {
  /** From SNI. */
  readonly serverName?: string | undefined;
  readonly protocol: ApplicationProtocol;
  /** Whether the client presented a certificate that was let in. @default false */
  readonly withCertificate?: boolean | undefined;
}

/**
 * The authorizer that decides: the one the client names, else the endpoint's default. For the endpoint of a domain configuration that is
 * the configuration's, for every other name the account's default in this Region.
 *
 * Assumption: an authorizer named with nothing (`x-amz-customauthorizer-name=`) counts as none named.
 * @throws LoginRefusal if there is none, it is INACTIVE, or the endpoint does not let the client in
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-authorizer.html
 */
export function chooseAuthorizer(account: Authorizers, parameters: Parameters, entrance: Entrance): Authorizer {
  const named = parameters(AUTHORIZER_NAME);
  const domain = account.domainOf(entrance.serverName ?? "");
  if (domain !== undefined) return activeAuthorizer(account, authorizerOfDomain(domain, named, entrance));
  if (named !== undefined) return activeAuthorizer(account, named);
  const { defaultAuthorizerName } = account;
  if (defaultAuthorizerName !== undefined) return activeAuthorizer(account, defaultAuthorizerName);
  throw new LoginRefusal(`no authorizer is named (${AUTHORIZER_NAME}) and no default authorizer is set`);
}

/**
 * Assumptions: while `allowAuthorizerOverride` is false, who names another authorizer is refused, and who names the endpoint's own is not;
 * without an authorizer of its own an endpoint refuses every client that names none, whatever the account's default; who speaks another protocol
 * than the endpoint's is refused.
 */
function authorizerOfDomain(
  { domainName, status, authenticationType, applicationProtocol, authorizerConfig = {} }: DomainConfiguration,
  named: string | undefined,
  { protocol, withCertificate = false }: Entrance,
): string {
  if (status !== "ENABLED") throw new LoginRefusal(`endpoint ${domainName} is ${status}`);
  if (authenticationType === "CUSTOM_AUTH_X509" && !withCertificate) {
    throw new LoginRefusal(
      `endpoint ${domainName} takes a client certificate and the authorizer together (CUSTOM_AUTH_X509); connect to the port for certificates`,
    );
  }
  if (!["CUSTOM_AUTH", "CUSTOM_AUTH_X509", "DEFAULT"].includes(authenticationType)) {
    throw new LoginRefusal(`endpoint ${domainName} takes ${authenticationType} only`);
  }
  if (applicationProtocol !== "DEFAULT" && applicationProtocol !== protocol) {
    throw new LoginRefusal(`endpoint ${domainName} takes ${applicationProtocol} only, not ${protocol}`);
  }
  const { defaultAuthorizerName: own, allowAuthorizerOverride = false } = authorizerConfig;
  if (named !== undefined && named !== own && own !== undefined && !allowAuthorizerOverride) {
    throw new LoginRefusal(`endpoint ${domainName} lets no client name another authorizer than ${own}`);
  }
  const chosen = named ?? own;
  if (chosen !== undefined) return chosen;
  throw new LoginRefusal(`no authorizer is named (${AUTHORIZER_NAME}) and endpoint ${domainName} has none of its own`);
}

/** @throws LoginRefusal if there is no such authorizer, or it is INACTIVE */
export function activeAuthorizer({ authorizers }: Authorizers, name: string): Authorizer {
  const authorizer = authorizers.get(name);
  if (authorizer === undefined) throw new LoginRefusal(`authorizer ${JSON.stringify(name)} does not exist`);
  if (authorizer.status !== "ACTIVE") throw new LoginRefusal(`authorizer ${name} is ${authorizer.status}`);
  return authorizer;
}
