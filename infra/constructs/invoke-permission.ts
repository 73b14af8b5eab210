import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import { ADDRESS, logicalId } from "../addresses";
import { invokeStatementId } from "../deployed-names";

/** What the permission needs to know. */
export interface InvokePermissionProps {
  readonly functionName: string;
  readonly authorizerName: string;
  readonly authorizerArn: string;
  readonly accountId: string;
}

/**
 * Lets AWS IoT Core call the function for this one authorizer of this one account.
 *
 * A function takes its permissions along when it goes. The name that the permission refers to is the same for the next one, in which
 * Terraform would see no reason to make the permission again; so a function that is replaced replaces it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-authorize.html
 */
export class InvokePermission extends Construct {
  readonly permission: LambdaPermission;

  constructor(scope: Construct, id: string, props: InvokePermissionProps) {
    super(scope, id);
    this.permission = new LambdaPermission(this, "permission", {
      statementId: invokeStatementId(props.authorizerName),
      action: "lambda:InvokeFunction",
      functionName: props.functionName,
      principal: "iot.amazonaws.com",
      sourceArn: props.authorizerArn,
      sourceAccount: props.accountId,
      // The ARN is unknown to a plan that replaces the function, and stays as it is when the function is only updated.
      lifecycle: { replaceTriggeredBy: [`${ADDRESS.function}.arn`] },
    });
    this.permission.overrideLogicalId(logicalId(ADDRESS.invokePermission));
  }
}
