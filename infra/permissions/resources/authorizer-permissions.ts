import { allow, allowInRegion, type PartPermissions } from "../policy-document";
import { authorizerArnsOf, type PolicySubject } from "../policy-subject";

/**
 * Permissions for the authorizer, and for reading the account's data endpoint if the stack has no endpoint of its own.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsiot.html
 */
export function authorizerPermissions(subject: PolicySubject): PartPermissions {
  const { region, endpoint } = subject.stack.settings;
  const authorizers = authorizerArnsOf(subject);
  return {
    read: [
      allow("ReadAuthorizer", ["iot:DescribeAuthorizer", "iot:ListTagsForResource"], authorizers),
      ...(endpoint ? [] : [allowInRegion("FindEndpoint", ["iot:DescribeEndpoint"], region)]),
    ],
    write: [
      allow(
        "DeployAuthorizer",
        [
          "iot:CreateAuthorizer",
          "iot:DeleteAuthorizer",
          "iot:TagResource",
          "iot:UntagResource",
          "iot:UpdateAuthorizer",
        ],
        authorizers,
      ),
    ],
  };
}
