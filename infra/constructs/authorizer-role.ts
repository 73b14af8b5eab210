import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";

/** What the role needs to know. */
export interface AuthorizerRoleProps {
  /** 1 to 64 characters; unique in the account, in all Regions. */
  readonly name: string;
  readonly stackName: string;
  /** ARN of the one log group it may write to. */
  readonly logGroupArn: string;
  /** Managed policy that bounds what it can ever do. @default - none */
  readonly permissionsBoundaryArn?: string | undefined;
}

/**
 * The IAM role the Lambda function runs as. Only the Lambda service may assume it, and all it may do is write to its own log group:
 * not even create one, so that no log group without a retention can come back after the stack is gone.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
 */
export class AuthorizerRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: AuthorizerRoleProps) {
    super(scope, id);
    const { name, stackName, logGroupArn, permissionsBoundaryArn } = props;
    this.role = new IamRole(this, "role", {
      name,
      description: `Lets the AWS IoT authorizer function of ${stackName} write its decision log, and nothing else`,
      assumeRolePolicy: document({
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
      ...(permissionsBoundaryArn ? { permissionsBoundary: permissionsBoundaryArn } : {}),
    });
    this.role.overrideLogicalId("authorizer");
    this.policy = new IamRolePolicy(this, "policy", {
      name: "write-decision-log",
      role: this.role.name,
      policy: document({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `${logGroupArn}:*`,
      }),
    });
    this.policy.overrideLogicalId("write_decision_log");
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
