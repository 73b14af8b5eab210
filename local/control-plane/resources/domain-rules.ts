import { invalidRequest, limitExceeded } from "../../local-errors";
import type { RegionState } from "./control-plane-store";
import type { ApplicationProtocol, AuthenticationType, DomainConfiguration } from "./domain-configuration";

const MAX_DOMAIN_CONFIGURATIONS = 10;

/** Which protocols go with which authentication type. */
const PROTOCOLS: Readonly<Record<AuthenticationType, readonly ApplicationProtocol[]>> = {
  CUSTOM_AUTH: ["SECURE_MQTT", "MQTT_WSS", "HTTPS"],
  CUSTOM_AUTH_X509: ["SECURE_MQTT", "HTTPS"],
  AWS_X509: ["SECURE_MQTT", "HTTPS"],
  AWS_SIGV4: ["MQTT_WSS", "HTTPS"],
  DEFAULT: ["DEFAULT"],
};

/**
 * Domain configurations an account may have.
 * @throws AwsError `LimitExceededException`. Assumption: above 10 in a Region, a quota that AWS raises on request.
 */
export function checkRoomForOneMoreDomain({ domainConfigurations }: RegionState): void {
  if (domainConfigurations.size >= MAX_DOMAIN_CONFIGURATIONS) {
    throw limitExceeded(`An account can have at most ${MAX_DOMAIN_CONFIGURATIONS} domain configurations`);
  }
}

/**
 * What a domain configuration's settings must be together: a pair of authentication type and protocol that AWS knows, and an authorizer
 * that exists, with `allowAuthorizerOverride` said.
 * @throws AwsError Assumption: `InvalidRequestException` for each; the pages give the rules, but not the errors.
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
