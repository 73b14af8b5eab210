import type { RegionState } from "../control-plane/resources/control-plane-store";
import type { ApplicationProtocol, AuthenticationType } from "../control-plane/resources/domain-configuration";

/** A host name under which clients reach the stand-in: the account's own endpoint, or a domain configuration. */
export interface LocalEndpoint {
  /** What clients send as server name (SNI), and what the certificate is good for. */
  readonly host: string;
  /** Name of the domain configuration; `null` for the account's own endpoint. */
  readonly domainConfiguration: string | null;
  /** Who decides on clients that name no authorizer; `null` if they are refused. */
  readonly authorizer: string | null;
  /** Whether clients may name another one. */
  readonly allowAuthorizerOverride: boolean;
  readonly authenticationType: AuthenticationType;
  readonly applicationProtocol: ApplicationProtocol;
  /** `DISABLED` refuses everybody. */
  readonly status: "ENABLED" | "DISABLED";
}

/** The account's own first, then those of domain configurations. */
export type LocalEndpoints = readonly [LocalEndpoint, ...LocalEndpoint[]];

/**
 * All endpoints of a Region.
 * @param own host name of the account's own one, which takes every name that is no other's
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-configurable.html
 */
export function localEndpoints(
  { domainConfigurations, defaultAuthorizerName }: RegionState,
  own: string,
): LocalEndpoints {
  return [
    {
      host: own,
      domainConfiguration: null,
      authorizer: defaultAuthorizerName ?? null,
      allowAuthorizerOverride: true,
      authenticationType: "DEFAULT",
      applicationProtocol: "DEFAULT",
      status: "ENABLED",
    },
    ...[...domainConfigurations.values()].map(
      ({ name, domainName, authorizerConfig = {}, authenticationType, applicationProtocol, status }) => ({
        host: domainName,
        domainConfiguration: name,
        authorizer: authorizerConfig.defaultAuthorizerName ?? null,
        // Without an authorizer of its own, clients have to name one.
        allowAuthorizerOverride:
          authorizerConfig.defaultAuthorizerName === undefined || authorizerConfig.allowAuthorizerOverride === true,
        authenticationType,
        applicationProtocol,
        status,
      }),
    ),
  ];
}
