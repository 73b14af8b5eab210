import { allow, type PartPermissions } from "../policy-document";
import { arnOf, type PolicySubject } from "../policy-subject";

/**
 * For the stack's own endpoint. AWS adds an id of its own to the end of a domain configuration's ARN, which one that is to be made does not
 * have yet.
 *
 * Assumption: an identity that makes one needs `acm:GetCertificate` for its certificates, as AWS's CloudFormation resource of that name lists it.
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
