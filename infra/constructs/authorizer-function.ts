import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { AssetType, TerraformAsset } from "cdktf";
import { Construct } from "constructs";
import { HANDLER, LIMITS } from "../../lambda/contract";
import type { StackSettings } from "../config/schema";
import type { FunctionPackage } from "../packaging/package-function";
import { AuthorizerRole } from "./authorizer-role";
import type { UsersTable } from "./users-table";

/** What the function needs to know. */
export interface AuthorizerFunctionProps {
  readonly stackName: string;
  readonly region: string;
  readonly settings: StackSettings["function"];
  readonly package: FunctionPackage;
  /** @default - users are in the package */
  readonly usersTable?: UsersTable;
}

/** The Lambda function that decides logins, its role and its log group. */
export class AuthorizerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: CloudwatchLogGroup;

  constructor(scope: Construct, id: string, props: AuthorizerFunctionProps) {
    super(scope, id);
    const { stackName, region, settings } = props;

    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/lambda/${stackName}`,
      retentionInDays: settings.logRetentionInDays,
    });
    this.logGroup.overrideLogicalId("authorizer");

    const { role, policies } = new AuthorizerRole(this, "role", {
      // Role names are unique in an account, not in a Region as everything else here.
      name: `${stackName}-${region}`,
      stackName,
      logGroupArn: this.logGroup.arn,
      ...(props.usersTable ? { readUsers: props.usersTable.readStatements } : {}),
    });

    this.function = new LambdaFunction(this, "function", {
      functionName: stackName,
      description: `Checks user names and passwords for AWS IoT Core (${stackName})`,
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
      // The first login must find the log group and the permission to write to it, or Lambda drops the log; and so for the users.
      dependsOn: [this.logGroup, ...policies],
    });
    this.function.overrideLogicalId("authorizer");
  }

  /** A fixed hash in the path keeps it the same for every content: a plan shows a code change once, as the code's hash. */
  #zip({ file }: FunctionPackage): TerraformAsset {
    return new TerraformAsset(this, "zip", { path: file, type: AssetType.FILE, assetHash: "package" });
  }
}
