import { Testing } from "cdktf";
import { storeSchema } from "../../../config/schema/store-schema";
import { UsersTable, type UsersTableProps } from "../../../infra/constructs/users-table";

const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Returns the synthesized table for these settings, and the IAM statements for reading it. */
function tableWith(settings: object): { table: Record<string, unknown>; statements: readonly object[] } {
  let statements: readonly object[] = [];
  const synthesized = Testing.synthScope((scope) => {
    const props = {
      stackName: "fleet",
      region: "eu-west-1",
      tableName: "fleet-users",
      settings: storeSchema.parse({ type: "dynamodb", ...settings }) as UsersTableProps["settings"],
    };
    ({ readStatements: statements } = new UsersTable(scope, "users", props));
  });
  const { resource } = JSON.parse(synthesized) as {
    resource: { aws_dynamodb_table: { users: Record<string, unknown> } };
  };
  return { table: resource.aws_dynamodb_table.users, statements };
}

describe("the users table", () => {
  it("has the key `name`, on-demand billing and point-in-time recovery by default", () => {
    expect(tableWith({}).table).toEqual({
      name: "fleet-users",
      attribute: [{ name: "name", type: "S" }],
      hash_key: "name",
      billing_mode: "PAY_PER_REQUEST",
      deletion_protection_enabled: false,
      point_in_time_recovery: { enabled: true },
      tags: { Description: "Users of the AWS IoT authorizer fleet - changed with iot-auth users" },
    });
  });

  it("has a description that AWS allows as a tag", () => {
    const { Description } = tableWith({}).table.tags as { Description: string };
    expect(Description).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
  });

  it("is protected by Terraform and by AWS if deletionProtection is set", () => {
    expect(tableWith({ deletionProtection: true, pointInTimeRecovery: false }).table).toMatchObject({
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
      point_in_time_recovery: { enabled: false },
    });
  });

  it("is encrypted with the key of kmsKeyArn", () => {
    expect(tableWith({ kmsKeyArn: KEY }).table).toMatchObject({
      server_side_encryption: { enabled: true, kms_key_arn: KEY },
    });
  });
});

describe("reading the users table", () => {
  const one = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: expect.stringMatching(/^\$\{TfToken/) };

  it("needs only dynamodb:GetItem on this table", () => {
    expect(tableWith({}).statements).toEqual([one]);
  });

  it("needs kms:Decrypt on the table's key, only through DynamoDB in the table's Region", () => {
    expect(tableWith({ kmsKeyArn: KEY }).statements).toEqual([
      one,
      {
        Effect: "Allow",
        Action: "kms:Decrypt",
        Resource: KEY,
        Condition: { StringLike: { "kms:ViaService": "dynamodb.eu-west-1.*" } },
      },
    ]);
  });
});
