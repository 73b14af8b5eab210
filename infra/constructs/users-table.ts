import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import type { TableSettings } from "../../config/names/stack-names";
import { ADDRESS, logicalId } from "../addresses";

/** What the table needs to know. */
export interface UsersTableProps {
  readonly stackName: string;
  readonly region: string;
  readonly tableName: string;
  readonly settings: TableSettings;
}

/**
 * The DynamoDB table that holds a stack's users, one item each by `name`. It is paid for by the request: logins come in bursts, after a
 * power cut all at once.
 *
 * With deletion protection, Terraform refuses a plan that would destroy the table: AWS alone would refuse only after the rest of the stack
 * is gone. AWS's own protection is for everybody else, and for a stack that no longer has a table.
 * @see TableUser in `lambda/contract.ts`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.Basics.html
 */
export class UsersTable extends Construct {
  readonly table: DynamodbTable;
  readonly name: string;
  /**
   * IAM statements that let the authorizer's function read users: one at a time and by name, so that it cannot even list them. A key of
   * one's own has to be usable by every identity that reads the table, through DynamoDB only.
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
 * Assumption: reading needs no more than `Decrypt`, which DynamoDB asks for in the reader's name. AWS's CDK gives readers `DescribeKey`, too,
 * which AWS's documents name for choosing a key.
 */
function decrypt(kmsKeyArn: string, region: string): object {
  return {
    Effect: "Allow",
    Action: "kms:Decrypt",
    Resource: kmsKeyArn,
    Condition: { StringLike: { "kms:ViaService": `dynamodb.${region}.*` } },
  };
}
