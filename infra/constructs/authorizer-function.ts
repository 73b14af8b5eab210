import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import type { StackSettings } from "../../config/schema";
import { HANDLER, LIMITS } from "../../lambda/contract";
import { ADDRESS, logicalId } from "../addresses";
import { functionDescription } from "../deployed-names";
import type { FunctionPackage } from "../packaging/package-function";
import { AuthorizerRole } from "./authorizer-role";

/** Settings of the function's construct. */
export interface AuthorizerFunctionProps {
  readonly stackName: string;
  readonly region: string;
  readonly settings: StackSettings["function"];
  readonly package: FunctionPackage;
  /** IAM statements that let it read the users. @default - they are in the package */
  readonly readUsers?: readonly object[];
}

/** The Lambda function that decides logins, its role and its log group. */
export class AuthorizerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: CloudwatchLogGroup;
  /**
   * The permission to read the users, if they are in a table. The function does not depend on it: if it did, moving the
   * users into the zip would destroy the table first, and if AWS then refused to delete the table, the old code would
   * be left without its users.
   */
  readonly readUsers: IamRolePolicy | undefined;

  constructor(scope: Construct, id: string, props: AuthorizerFunctionProps) {
    super(scope, id);
    const { stackName, region, settings } = props;

    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/lambda/${stackName}`,
      retentionInDays: settings.logRetentionInDays,
    });
    this.logGroup.overrideLogicalId(logicalId(ADDRESS.logGroup));

    const { role, policy, readUsers } = new AuthorizerRole(this, "role", {
      // Role names are unique in an account; the other names are unique in a Region.
      name: `${stackName}-${region}`,
      stackName,
      logGroupArn: this.logGroup.arn,
      permissionsBoundaryArn: settings.permissionsBoundaryArn,
      ...(props.readUsers ? { readUsers: props.readUsers } : {}),
    });

    this.function = new LambdaFunction(this, "function", {
      functionName: stackName,
      description: functionDescription(stackName),
      role: role.arn,
      handler: HANDLER,
      runtime: settings.runtime,
      architectures: [settings.architecture],
      memorySize: settings.memorySize,
      timeout: LIMITS.functionTimeoutSeconds,
      ...(settings.reservedConcurrentExecutions
        ? { reservedConcurrentExecutions: settings.reservedConcurrentExecutions }
        : {}),
      filename: this.#zip(props.package).path,
      sourceCodeHash: props.package.sha256,
      // The first login must find the log group and the permission to write to it, or Lambda drops the log.
      dependsOn: [this.logGroup, policy],
    });
    this.function.overrideLogicalId(logicalId(ADDRESS.function));
    this.readUsers = readUsers;
  }

  /**
   * With a fixed hash the path does not depend on the content: a plan shows a code change only once, as
   * `source_code_hash`.
   */
  #zip({ file }: FunctionPackage): TerraformAsset {
    return new TerraformAsset(this, "zip", { path: file, type: AssetType.FILE, assetHash: "package" });
  }
}
