import { allow, type PartPermissions } from "../policy-document";
import { arnOf, type PolicySubject } from "../policy-subject";

/**
 * Permissions for the stack's own endpoint. AWS appends an id to the ARN of a domain configuration, which does not
 * exist before its creation.
 *
 * Assumption: creating a domain configuration needs `acm:GetCertificate` for its certificates, since AWS's
 * CloudFormation resource lists that action.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iot-domainconfiguration.html
 */
export function endpointPermissions(subject: PolicySubject): PartPermissions {
  const { stackName, settings } = subject.stack;
  const domain = arnOf(subject, "iot", `domainconfiguration/${stackName}`);
  const certificates = [settings.endpoint?.certificateArn, settings.endpoint?.validationCertificateArn].filter(
    (arn) => arn !== undefined,
  );
  return {
    read: [allow("ReadOwnEndpoint", ["iot:DescribeDomainConfiguration", "iot:ListTagsForResource"], [`${domain}/*`])],
    write: [
      allow(
        "DeployOwnEndpoint",
        [
          "iot:CreateDomainConfiguration",
          "iot:DeleteDomainConfiguration",
          "iot:TagResource",
          "iot:UntagResource",
          "iot:UpdateDomainConfiguration",
        ],
        [domain, `${domain}/*`],
      ),
      ...(certificates.length > 0 ? [allow("UseCertificates", ["acm:GetCertificate"], certificates)] : []),
    ],
  };
}
