import { allow, type PartPermissions } from "./policy-document";
import { arnOf, type PolicySubject } from "./policy-subject";

/**
 * For the stack's own endpoint. AWS adds an id of its own to the end of a domain configuration's ARN.
 *
 * Assumption: whoever makes a domain configuration needs no permission of AWS Certificate Manager's for its certificate; no page of AWS's
 * asks for one.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 */
export function endpointPermissions(subject: PolicySubject): PartPermissions {
  const domain = [arnOf(subject, "iot", `domainconfiguration/${subject.stack.stackName}/*`)];
  return {
    read: [allow("ReadOwnEndpoint", ["iot:DescribeDomainConfiguration", "iot:ListTagsForResource"], domain)],
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
        domain,
      ),
    ],
  };
}
