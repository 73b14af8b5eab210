import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { TableSettings } from "../../config/names/stack-names";
import { ADDRESS, logicalId } from "../addresses";

/** Settings of the table's construct. */
export interface UsersTableProps {
  readonly stackName: string;
  readonly region: string;
  readonly tableName: string;
  readonly settings: TableSettings;
}

/**
 * The DynamoDB table of a stack's users, with one item for each user and the key `name`. It is billed per request,
 * since logins come in bursts, for example all at once after a power cut.
 *
 * With deletion protection, Terraform refuses a plan that would destroy the table: AWS alone would refuse only after
 * the rest of the stack is destroyed. AWS's own protection covers deletions outside Terraform, and a stack whose
 * configuration no longer has a table.
 * @see TableUser in `lambda/contract.ts`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
 */
export class UsersTable extends Construct {
  readonly table: DynamodbTable;
  readonly name: string;
  /**
   * IAM statements that allow the authorizer's function to read single users by name, but not to list them. Every
   * identity that reads the table needs permission to use a customer managed key, through DynamoDB only.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  readonly readStatements: readonly object[];

  constructor(scope: Construct, id: string, { stackName, region, tableName, settings }: UsersTableProps) {
    super(scope, id);
    const { pointInTimeRecovery, deletionProtection, kmsKeyArn } = settings;
    const table = new DynamodbTable(this, "table", {
      name: tableName,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "name",
      attribute: [{ name: "name", type: "S" }],
      pointInTimeRecovery: { enabled: pointInTimeRecovery },
      deletionProtectionEnabled: deletionProtection,
      ...(kmsKeyArn ? { serverSideEncryption: { enabled: true, kmsKeyArn } } : {}),
      // A table has no description; the console shows its tags.
      tags: { Description: `Users of the AWS IoT authorizer ${stackName} - changed with iot-auth users` },
      ...(deletionProtection ? { lifecycle: { preventDestroy: true } } : {}),
    });
    table.overrideLogicalId(logicalId(ADDRESS.usersTable));
    this.table = table;
    this.name = table.name;
    this.readStatements = [
      { Effect: "Allow", Action: "dynamodb:GetItem", Resource: table.arn },
      ...(kmsKeyArn ? [decrypt(kmsKeyArn, region)] : []),
    ];
  }
}

/**
 * Assumption: reading needs only `Decrypt`, which DynamoDB calls on behalf of the reader. AWS's CDK also gives readers
 * `DescribeKey`, which AWS's documentation names for choosing a key.
 */
function decrypt(kmsKeyArn: string, region: string): object {
  return {
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: kmsKeyArn,
    Condition: { StringLike: { "kms:ViaService": `dynamodb.${region}.*` } },
  };
}
