import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { Construct } from "constructs";
import { ADDRESS, logicalId } from "../addresses";
import { invokeStatementId } from "../deployed-names";

/** Settings of the permission's construct. */
export interface InvokePermissionProps {
  readonly functionName: string;
  readonly authorizerName: string;
  readonly authorizerArn: string;
  readonly accountId: string;
}

/**
 * Allows AWS IoT Core to call the function for this authorizer of this account only.
 *
 * AWS deletes a function's permissions together with the function. A replaced function has the same name, so that
 * Terraform would not create the permission again; therefore replacing the function replaces the permission.
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
      // The ARN is unknown in a plan that replaces the function, and unchanged in a plan that only updates it.
      lifecycle: { replaceTriggeredBy: [`${ADDRESS.function}.arn`] },
    });
    this.permission.overrideLogicalId(logicalId(ADDRESS.invokePermission));
  }
}
