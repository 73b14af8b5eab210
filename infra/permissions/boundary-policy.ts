import { allow, type IamPolicy } from "./policy-document";
import { arnOf, type PolicySubject } from "./policy-subject";
import { usersPermissions } from "./resources/users-table-permissions";

/**
 * All that the function's role ever needs: to write its log, and to find users in a table. As the role's permissions boundary
 * (`function.permissionsBoundaryArn`) it is also all that the role can ever have.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryPolicy(subject: PolicySubject): IamPolicy {
  const log = arnOf(subject, "logs", `log-group:/aws/lambda/${subject.stack.stackName}:*`);
  return {
    Version: "2012-10-17",
    Statement: [
      allow("WriteDecisionLog", ["logs:CreateLogStream", "logs:PutLogEvents"], [log]),
      ...usersPermissions(subject, "find"),
    ],
  };
}
