import { invalidRequest, limitExceeded } from "../../local-errors";
import type { RegionState } from "./control-plane-store";
import type { ApplicationProtocol, AuthenticationType, DomainConfiguration } from "./domain-configuration";

const MAX_DOMAIN_CONFIGURATIONS = 10;

/** Protocols that AWS supports with each authentication type. */
const PROTOCOLS: Readonly<Record<AuthenticationType, readonly ApplicationProtocol[]>> = {
  CUSTOM_AUTH: ["SECURE_MQTT", "MQTT_WSS", "HTTPS"],
  CUSTOM_AUTH_X509: ["SECURE_MQTT", "HTTPS"],
  AWS_X509: ["SECURE_MQTT", "HTTPS"],
  AWS_SIGV4: ["MQTT_WSS", "HTTPS"],
  DEFAULT: ["DEFAULT"],
};

/**
 * Checks that an account can have one more domain configuration.
 * @throws AwsError `LimitExceededException`. Assumption: the limit is 10 in a Region, a quota that AWS raises on
 * request.
 */
export function checkRoomForOneMoreDomain({ domainConfigurations }: RegionState): void {
  if (domainConfigurations.size >= MAX_DOMAIN_CONFIGURATIONS) {
    throw limitExceeded(`An account can have at most ${MAX_DOMAIN_CONFIGURATIONS} domain configurations`);
  }
}

/**
 * Checks the settings of a domain configuration: AWS must support the pair of authentication type and protocol, and an
 * authorizer must exist and be given with `allowAuthorizerOverride`.
 * @throws AwsError Assumption: `InvalidRequestException` for each; AWS's pages document the rules, but not the errors.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-configurable-aws.html
 */
export function checkDomain(
  region: RegionState,
  domain: Pick<DomainConfiguration, "authenticationType" | "applicationProtocol" | "authorizerConfig">,
): void {
  const { authenticationType, applicationProtocol, authorizerConfig = {} } = domain;
  if (!PROTOCOLS[authenticationType].includes(applicationProtocol)) {
    throw invalidRequest(
      `Application protocol ${applicationProtocol} is not supported with authentication type ${authenticationType}`,
    );
  }
  const { defaultAuthorizerName, allowAuthorizerOverride } = authorizerConfig;
  if (defaultAuthorizerName === undefined) return;
  if (allowAuthorizerOverride === undefined) {
    throw invalidRequest("allowAuthorizerOverride is required with defaultAuthorizerName");
  }
  if (!region.authorizers.has(defaultAuthorizerName)) {
    throw invalidRequest(`Authorizer ${defaultAuthorizerName} does not exist`);
  }
}
