import type { RegionState } from "../control-plane/resources/control-plane-store";
import type { ApplicationProtocol, AuthenticationType } from "../control-plane/resources/domain-configuration";

/** A host name with which clients reach the stand-in: the account's own endpoint, or a domain configuration. */
export interface LocalEndpoint {
  /** The server name that clients send (SNI), and a name in the server's certificate. */
  readonly host: string;
  /** Name of the domain configuration; `null` for the account's own endpoint. */
  readonly domainConfiguration: string | null;
  /** Name of the authorizer for clients that name none; `null` if such clients are refused. */
  readonly authorizer: string | null;
  /** Whether clients may name another authorizer. */
  readonly allowAuthorizerOverride: boolean;
  readonly authenticationType: AuthenticationType;
  readonly applicationProtocol: ApplicationProtocol;
  /** A `DISABLED` endpoint refuses all clients. */
  readonly status: "ENABLED" | "DISABLED";
}

/** The account's own endpoint first, then those of domain configurations. */
export type LocalEndpoints = readonly [LocalEndpoint, ...LocalEndpoint[]];

/**
 * Returns all endpoints of a Region.
 * @param own host name of the account's own endpoint, which also serves every name that belongs to no other endpoint
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
        // If the endpoint has no default authorizer, clients have to name an authorizer.
        allowAuthorizerOverride:
          authorizerConfig.defaultAuthorizerName === undefined || authorizerConfig.allowAuthorizerOverride === true,
        authenticationType,
        applicationProtocol,
        status,
      }),
    ),
  ];
}
