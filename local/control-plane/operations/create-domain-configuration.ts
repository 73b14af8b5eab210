import { z } from "zod";
import { invalidRequest, resourceAlreadyExists, UnsupportedByStandInError } from "../../local-errors";
import { defineOperation } from "../define-operation";
import * as domainFields from "../fields/domain-fields";
import * as fields from "../fields/member-fields";
import type { RegionState } from "../resources/control-plane-store";
import {
  type DomainConfiguration,
  domainConfigurationArn,
  managedDomainName,
  summarizeDomain,
} from "../resources/domain-configuration";
import { checkDomain, checkRoomForOneMoreDomain } from "../resources/domain-rules";
import { withTags } from "../resources/tagging";

const DEFAULT_SECURITY_POLICY = "IoTSecurityPolicy_TLS13_1_2_2022_10";

/**
 * Creates an endpoint with the customer's domain name and certificate, or, without `domainName`, with a name that AWS
 * chooses. The endpoint is ENABLED at once. Certificates are not looked up. Services other than DATA are unsupported.
 *
 * Assumptions: `InvalidRequestException` for a custom domain without a certificate, for an AWS-managed domain with a
 * certificate, and for a domain name that another domain configuration has.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateDomainConfiguration.html
 */
export const createDomainConfiguration = defineOperation({
  name: "CreateDomainConfiguration",
  method: "POST",
  path: "/domainConfigurations/{domainConfigurationName}",
  input: z.object({
    domainConfigurationName: domainFields.ownName,
    domainName: domainFields.domainName.optional(),
    serverCertificateArns: domainFields.certificateArns.default([]),
    validationCertificateArn: domainFields.certificateArn.optional(),
    serviceType: domainFields.serviceType.default("DATA"),
    tags: fields.tags.default([]),
    ...domainFields.settings,
  }),
  run({ domainConfigurationName: name, validationCertificateArn: _, ...input }, { region, clock }) {
    const { domainName, serverCertificateArns, serviceType, tags, tlsConfig, ...rest } = input;
    if (serviceType !== "DATA") {
      throw new UnsupportedByStandInError(`domain configurations of service type ${serviceType}`);
    }
    if ((domainName === undefined) !== (serverCertificateArns.length === 0)) {
      throw invalidRequest("domainName and serverCertificateArns must be given together");
    }
    if (region.domainConfigurations.has(name)) {
      throw resourceAlreadyExists(`Domain configuration ${name} already exists`);
    }
    checkFree(region, domainName);
    checkRoomForOneMoreDomain(region);
    const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
    const domain: DomainConfiguration = {
      name,
      arn: domainConfigurationArn(region, name),
      domainName: domainName ?? managedDomainName(region, name),
      domainType: domainName === undefined ? "AWS_MANAGED" : "CUSTOMER_MANAGED",
      status: "ENABLED",
      lastStatusChangeDate: clock.now(),
      authenticationType: "DEFAULT",
      applicationProtocol: "DEFAULT",
      ...given,
      serverCertificateArns,
      tlsConfig: { securityPolicy: tlsConfig?.securityPolicy ?? DEFAULT_SECURITY_POLICY },
      tags: withTags(new Map(), tags),
    };
    checkDomain(region, domain);
    region.domainConfigurations.set(name, domain);
    return summarizeDomain(domain);
  },
});

function checkFree(region: RegionState, domainName: string | undefined): void {
  if (domainName !== undefined && region.domainOf(domainName) !== undefined) {
    throw invalidRequest(`The domain ${domainName} belongs to another domain configuration`);
  }
}
