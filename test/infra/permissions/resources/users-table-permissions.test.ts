import { commandPolicy } from "../../../../infra/permissions/command-policy";
import {
  usersPermissions,
  usersTablePermissions,
} from "../../../../infra/permissions/resources/users-table-permissions";
import { subjectWith } from "../helpers";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234";
const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/fleet-users";

describe("the permissions for a users table", () => {
  it("are empty for commands if users are in a file", () => {
    expect(commandPolicy("users", subjectWith()).Statement).toEqual([]);
  });

  it.each([
    ["find", ["dynamodb:GetItem"]],
    ["view", ["dynamodb:GetItem", "dynamodb:Scan"]],
    [
      "change",
      ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
    ],
  ] as const)("are, to %s users, %j on this table", (access, actions) => {
    expect(usersPermissions(subjectWith({ store: { type: "dynamodb" } }), access)).toMatchObject([
      { Action: actions, Resource: [TABLE] },
    ]);
  });

  it("include the table's KMS key, only through DynamoDB", () => {
    const subject = subjectWith({ store: { type: "dynamodb", table: "people", kmsKeyArn: KEY } });
    const condition = { StringLike: { "kms:ViaService": "dynamodb.eu-central-1.*" } };

    expect(usersTablePermissions(subject).write).toMatchObject([
      { Resource: [TABLE.replace("fleet-users", "people")] },
      { Action: expect.arrayContaining(["kms:CreateGrant", "kms:DescribeKey"]), Resource: [KEY], Condition: condition },
    ]);
    expect(usersPermissions(subject, "find")[1]).toEqual({
      Sid: "DecryptUsers",
      Effect: "Allow",
      Action: ["kms:Decrypt"],
      Resource: [KEY],
      Condition: condition,
    });
  });

  it.each([
    [{ store: { type: "dynamodb", table: "people" } }, [], ["people"]],
    [{ store: { type: "dynamodb", table: "people" } }, ["persons"], ["people", "persons"]],
    [{}, ["persons"], ["persons"]],
    [{}, [], ["fleet-users"]],
  ])("are, for a deploy of %j with the former tables %j, on the tables %j", (settings, formerTables, tables) => {
    const subject = subjectWith(settings, { formerTables, formerParts: ["users-table"] });
    expect(usersTablePermissions(subject).write[0]?.Resource.map((arn) => arn.split("/")[1])).toEqual(tables);
  });

  it("do not let a deploy read or change users", () => {
    const { read, write } = usersTablePermissions(subjectWith({ store: { type: "dynamodb" } }));
    expect(
      [...read, ...write].flatMap(({ Action }) => Action).filter((action) => /Item|Scan|Query/.test(action)),
    ).toEqual([]);
  });
});
