import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { ADDRESS, logicalId } from "../addresses";
import { roleDescription } from "../deployed-names";

/** Settings of the role's construct. */
export interface AuthorizerRoleProps {
  /** 1 to 64 characters; unique in the account, in all Regions. */
  readonly name: string;
  readonly stackName: string;
  /** ARN of the log group that the role may write to. */
  readonly logGroupArn: string;
  /** ARN of the managed policy that is the role's permissions boundary. @default - none */
  readonly permissionsBoundaryArn?: string | undefined;
  /** Statements that let it read the users. @default - they are in the function's zip */
  readonly readUsers?: readonly object[];
}

/**
 * The IAM role the Lambda function runs as. Only the Lambda service may assume it, and it may only write to its own log
 * group. It may not create a log group, so that no log group without a retention is created after the stack was
 * destroyed. If users are in a table, it may also read single users there.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class AuthorizerRole extends Construct {
  readonly role: IamRole;
  /** Allows the role to write its log. */
  readonly policy: IamRolePolicy;
  /** Allows the role to read the users, if they are in a table. */
  readonly readUsers: IamRolePolicy | undefined;

  constructor(scope: Construct, id: string, props: AuthorizerRoleProps) {
    super(scope, id);
    const { name, stackName, logGroupArn, permissionsBoundaryArn, readUsers } = props;
    const tasks = readUsers ? "read its users and write its decision log" : "write its decision log";
    this.role = new IamRole(this, "role", {
      name,
      description: `${roleDescription(stackName)} ${tasks}, and nothing else`,
      assumeRolePolicy: document([
        {
          Effect: "Allow",
          Principal: { Service: "lambda.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
      ...(permissionsBoundaryArn ? { permissionsBoundary: permissionsBoundaryArn } : {}),
    });
    this.role.overrideLogicalId(logicalId(ADDRESS.role));
    this.policy = this.#policy("policy", ADDRESS.writeDecisionLog, [
      { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${logGroupArn}:*` },
    ]);
    this.readUsers = readUsers && this.#policy("read-users", ADDRESS.readUsers, readUsers);
  }

  #policy(id: string, address: string, statements: readonly object[]): IamRolePolicy {
    const policy = new IamRolePolicy(this, id, {
      name: logicalId(address).replaceAll("_", "-"),
      role: this.role.name,
      policy: document(statements),
      // AWS does not delete a role that has policies, and the new role has the same name: so replacing the role
      // replaces its policies.
      lifecycle: { replaceTriggeredBy: [`${ADDRESS.role}.unique_id`] },
    });
    policy.overrideLogicalId(logicalId(address));
    return policy;
  }
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
