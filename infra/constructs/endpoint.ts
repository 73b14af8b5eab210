import { IotDomainConfiguration } from "@cdktf/provider-aws/lib/iot-domain-configuration";
import { Construct } from "constructs";
import type { EndpointSettings } from "../../config/schema";
import { ADDRESS, logicalId } from "../addresses";

/** Settings of the endpoint's construct. */
export interface EndpointProps {
  /** Also the domain configuration's name. */
  readonly stackName: string;
  readonly settings: EndpointSettings;
  readonly authorizerName: string;
}

/**
 * An endpoint whose default authorizer is the stack's: clients need not name an authorizer, and nothing else in the
 * account changes.
 *
 * AWS refuses two changes halfway through an apply. So a plan with either of them is an error while the endpoint is
 * ENABLED:
 * - AWS deletes an AWS-managed domain only after it has been DISABLED for 7 days, while the AWS provider (5.100.0)
 *   disables and deletes it at once. Such a domain has `prevent_destroy`.
 * - AWS does not delete an authorizer that something is attached to, and Terraform would destroy the old authorizer
 *   before the endpoint has the new one. So the authorizer has `prevent_destroy` (`inUse`), except with a DISABLED
 *   endpoint, which has no authorizer. Assumption: an endpoint's default authorizer counts as attached.
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
