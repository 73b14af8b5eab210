import type { Authorizer, RegionState } from "../control-plane/resources/control-plane-store";
import type { ApplicationProtocol, DomainConfiguration } from "../control-plane/resources/domain-configuration";
import { LoginRefusal } from "./login-request";
import { AUTHORIZER_NAME, type Parameters } from "./parameters";

/** The members of the account that are needed to choose an authorizer. */
export type Authorizers = Pick<RegionState, "authorizers" | "defaultAuthorizer" | "defaultAuthorizerName" | "domainOf">;

/** The endpoint and the protocol that a client uses. */
export interface Entrance {
  /** From SNI. */
  readonly serverName?: string | undefined;
  readonly protocol: ApplicationProtocol;
  /** Whether the client presented a certificate that was accepted. @default false */
  readonly withCertificate?: boolean | undefined;
}

/**
 * Chooses the authorizer that decides on a login: the one that the client names, otherwise the default. The default is
 * that of the domain configuration for its endpoint, and that of the account in this Region for every other server
 * name.
 *
 * Assumption: an empty name (`x-amz-customauthorizer-name=`) counts as no name.
 * @throws LoginRefusal if there is no authorizer, it is INACTIVE, or the endpoint does not accept the client
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
 * Assumptions: while `allowAuthorizerOverride` is false, a client that names another authorizer is refused, and a
 * client that names the endpoint's own is not; an endpoint without a default authorizer refuses every client that names
 * none, even if the account has a default; a client that uses another protocol than the endpoint's is refused.
 */
function authorizerOfDomain(
  { domainName, status, authenticationType, applicationProtocol, authorizerConfig = {} }: DomainConfiguration,
  named: string | undefined,
  { protocol, withCertificate = false }: Entrance,
): string {
  if (status !== "ENABLED") throw new LoginRefusal(`endpoint ${domainName} is ${status}`);
  if (authenticationType === "CUSTOM_AUTH_X509" && !withCertificate) {
    throw new LoginRefusal(
      `endpoint ${domainName} needs a client certificate as well as the authorizer (CUSTOM_AUTH_X509); connect to the port for certificates`,
    );
  }
  if (!["CUSTOM_AUTH", "CUSTOM_AUTH_X509", "DEFAULT"].includes(authenticationType)) {
    throw new LoginRefusal(`endpoint ${domainName} accepts ${authenticationType} only`);
  }
  if (applicationProtocol !== "DEFAULT" && applicationProtocol !== protocol) {
    throw new LoginRefusal(`endpoint ${domainName} accepts ${applicationProtocol} only, not ${protocol}`);
  }
  const { defaultAuthorizerName: own, allowAuthorizerOverride = false } = authorizerConfig;
  if (named !== undefined && named !== own && own !== undefined && !allowAuthorizerOverride) {
    throw new LoginRefusal(`endpoint ${domainName} does not let clients name an authorizer other than ${own}`);
  }
  const chosen = named ?? own;
  if (chosen !== undefined) return chosen;
  throw new LoginRefusal(`no authorizer is named (${AUTHORIZER_NAME}) and endpoint ${domainName} has no default`);
}

/** Returns the authorizer of a name. @throws LoginRefusal if it does not exist, or is INACTIVE */
export function activeAuthorizer({ authorizers }: Authorizers, name: string): Authorizer {
  const authorizer = authorizers.get(name);
  if (authorizer === undefined) throw new LoginRefusal(`authorizer ${JSON.stringify(name)} does not exist`);
  if (authorizer.status !== "ACTIVE") throw new LoginRefusal(`authorizer ${name} is ${authorizer.status}`);
  return authorizer;
}
