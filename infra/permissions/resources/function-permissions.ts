import { allow, allowInRegion, type IamStatement, type PartPermissions } from "../policy-document";
import { arnOf, functionArnOf, globalArnOf, type PolicySubject } from "../policy-subject";

/**
 * Permissions for the Lambda function, its log group and its role.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function functionPermissions(subject: PolicySubject): PartPermissions {
  const { stackName, settings } = subject.stack;
  const lambda = [functionArnOf(subject)];
  // For actions on a log group's tags its ARN has no `:*` at the end, for all other actions it has.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
  const logGroup = arnOf(subject, "logs", `log-group:/aws/lambda/${stackName}`);
  const role = roleStatements(subject);
  return {
    read: [
      allow(
        "ReadFunction",
        [
          "lambda:GetFunction",
          "lambda:GetFunctionCodeSigningConfig",
          "lambda:GetPolicy",
          // Without this permission GetFunction returns no tags, so that every plan would add them again.
          "lambda:ListTags",
          "lambda:ListVersionsByFunction",
        ],
        lambda,
      ),
      allowInRegion("FindLogGroup", ["logs:DescribeLogGroups"], settings.region),
      allow("ReadLogGroupTags", ["logs:ListTagsForResource"], [logGroup]),
      ...role.read,
    ],
    write: [
      allow(
        "DeployFunction",
        [
          "lambda:CreateFunction",
          "lambda:DeleteFunction",
          "lambda:DeleteFunctionConcurrency",
          "lambda:PutFunctionConcurrency",
          "lambda:TagResource",
          "lambda:UntagResource",
          "lambda:UpdateFunctionCode",
          "lambda:UpdateFunctionConfiguration",
        ],
        lambda,
      ),
      allow("LetIotInvokeFunction", ["lambda:AddPermission"], lambda, {
        StringEquals: { "lambda:Principal": "iot.amazonaws.com" },
      }),
      // A missing permission has no principal. Removing it again should answer "not found", not "access denied".
      allow("EndIotInvokeFunction", ["lambda:RemovePermission"], lambda, {
        StringEqualsIfExists: { "lambda:Principal": "iot.amazonaws.com" },
      }),
      allow(
        "DeployLogGroup",
        ["logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
        [`${logGroup}:*`],
      ),
      allow("TagLogGroup", ["logs:TagResource", "logs:UntagResource"], [logGroup]),
      ...role.write,
    ],
  };
}

/**
 * Actions on a role besides creating it and changing its permissions. They do not support the condition key of
 * permissions boundaries: with such a condition they would never be allowed.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const ROLE_KEEPING: readonly string[] = [
  "iam:DeleteRole",
  "iam:ListInstanceProfilesForRole",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:UpdateAssumeRolePolicy",
  "iam:UpdateRoleDescription",
];

/**
 * Permissions for the role. An identity that may write the role's policy and the function's code can give the function
 * any permission and use it. A permissions boundary prevents that: the role can be created and given permissions only
 * while it has the boundary.
 * @see
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
 */
function roleStatements(subject: PolicySubject): PartPermissions {
  const { stackName, settings } = subject.stack;
  const role = [globalArnOf(subject, "iam", `role/${stackName}-${settings.region}`)];
  const boundary = settings.function.permissionsBoundaryArn;
  const bounded: IamStatement["Condition"] = boundary
    ? { StringEquals: { "iam:PermissionsBoundary": boundary } }
    : undefined;
  return {
    read: [
      allow(
        "ReadRole",
        ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
        role,
      ),
    ],
    write: [
      allow("KeepRole", ROLE_KEEPING, role),
      allow(
        "DeployRole",
        [
          "iam:CreateRole",
          "iam:DeleteRolePolicy",
          ...(boundary ? ["iam:PutRolePermissionsBoundary"] : []),
          "iam:PutRolePolicy",
        ],
        role,
        bounded,
      ),
      allow("GiveRoleToFunction", ["iam:PassRole"], role, {
        StringEquals: { "iam:PassedToService": "lambda.amazonaws.com" },
      }),
    ],
  };
}
