import { IotDomainConfiguration } from "@cdktf/provider-aws/lib/iot-domain-configuration";
import { Construct } from "constructs";
import type { EndpointSettings } from "../../config/schema";
import { ADDRESS, logicalId } from "../addresses";

/** What the endpoint needs to know. */
export interface EndpointProps {
  /** Becomes the domain configuration's name. */
  readonly stackName: string;
  readonly settings: EndpointSettings;
  readonly authorizerName: string;
}

/**
 * An endpoint whose default authorizer is the stack's: clients name none, and nothing else in the account changes.
 *
 * Two things that AWS refuses would leave an apply halfway through, so that a plan with either is an error while the endpoint is ENABLED:
 * - AWS deletes a domain that it names itself only after 7 days of being DISABLED, while the AWS provider (5.100.0) disables and deletes
 *   at once. Such a domain is kept from being destroyed.
 * - AWS deletes no authorizer that something is attached to, and Terraform would destroy the old authorizer before the endpoint has the new
 *   one. So the authorizer is kept from being destroyed (`inUse`); a DISABLED endpoint has no authorizer, which lets go of it.
 *   Assumption: being an endpoint's default counts as attached.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-custom-endpoints-managing.html
 */
export class Endpoint extends Construct {
  readonly domain: IotDomainConfiguration;

  constructor(scope: Construct, id: string, { stackName, settings, authorizerName }: EndpointProps) {
    super(scope, id);
    const { domain, certificateArn, validationCertificateArn, status } = settings;
    const authorizerConfig = {
      defaultAuthorizerName: authorizerName,
      allowAuthorizerOverride: settings.allowAuthorizerOverride,
    };
    this.domain = new IotDomainConfiguration(this, "domain", {
      name: stackName,
      ...(domain ? { domainName: domain } : {}),
      ...(certificateArn ? { serverCertificateArns: [certificateArn] } : {}),
      ...(validationCertificateArn ? { validationCertificateArn } : {}),
      authenticationType: settings.authenticationType,
      applicationProtocol: settings.applicationProtocol,
      ...(status === "ENABLED" ? { authorizerConfig } : {}),
      status,
      ...(domain === undefined && status === "ENABLED" ? { lifecycle: { preventDestroy: true } } : {}),
    });
    this.domain.overrideLogicalId(logicalId(ADDRESS.endpoint));
  }
}
