import type { Clock } from "../clock";
import type { RegionState } from "../control-plane/resources/control-plane-store";
import {
  type ApplicationProtocol,
  type AuthenticationType,
  domainConfigurationArn,
  managedDomainName,
} from "../control-plane/resources/domain-configuration";
import { checkDomain } from "../control-plane/resources/domain-rules";

/** A domain configuration, with the deployment's authorizer as its default. */
export interface EndpointDeployment {
  /** Host name. @default - a name of the form that AWS generates */
  readonly domainName?: string;
  /** @default "ENABLED" */
  readonly status?: "ENABLED" | "DISABLED";
  /** @default "DEFAULT" */
  readonly authenticationType?: AuthenticationType;
  /** @default "DEFAULT" */
  readonly applicationProtocol?: ApplicationProtocol;
  /** @default false */
  readonly allowAuthorizerOverride?: boolean;
}

/**
 * Creates or replaces a stack's domain configuration without the control plane's API, or deletes it if `endpoint` is
 * undefined.
 * @throws AwsError `InvalidRequestException` for a combination of authentication type and protocol that AWS does not
 * accept
 */
export function deployEndpoint(
  stackName: string,
  endpoint: EndpointDeployment | undefined,
  authorizerName: string,
  region: RegionState,
  clock: Clock,
): void {
  if (endpoint === undefined) {
    region.domainConfigurations.delete(stackName);
    return;
  }
  const { domainName, allowAuthorizerOverride = false, status = "ENABLED", ...types } = endpoint;
  const known = region.domainConfigurations.get(stackName);
  const domain = {
    name: stackName,
    arn: domainConfigurationArn(region, stackName),
    domainName: domainName ?? managedDomainName(region, stackName),
    domainType: domainName === undefined ? ("AWS_MANAGED" as const) : ("CUSTOMER_MANAGED" as const),
    status,
    lastStatusChangeDate: known?.status === status ? known.lastStatusChangeDate : clock.now(),
    authenticationType: types.authenticationType ?? "DEFAULT",
    applicationProtocol: types.applicationProtocol ?? "DEFAULT",
    authorizerConfig: { defaultAuthorizerName: authorizerName, allowAuthorizerOverride },
    serverCertificateArns: [],
    tlsConfig: {},
    tags: known?.tags ?? new Map<string, string>(),
  };
  checkDomain(region, domain);
  region.domainConfigurations.set(stackName, domain);
}
