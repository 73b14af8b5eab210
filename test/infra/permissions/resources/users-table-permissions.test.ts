import { commandPolicy } from "../../../../infra/permissions/command-policy";
import {
  usersPermissions,
  usersTablePermissions,
} from "../../../../infra/permissions/resources/users-table-permissions";
import { subjectWith } from "../helpers";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234";
const TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/fleet-users";

describe("What a users table needs", () => {
  it("is nothing for commands, where users are in a file", () => {
    expect(commandPolicy("users", subjectWith()).Statement).toEqual([]);
  });

  it.each([
    ["find", ["dynamodb:GetItem"]],
    ["view", ["dynamodb:GetItem", "dynamodb:Scan"]],
    [
      "change",
      ["dynamodb:BatchGetItem", "dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Scan"],
    ],
  ] as const)("is, to %s users, %j on this table", (access, actions) => {
    expect(usersPermissions(subjectWith({ store: { type: "dynamodb" } }), access)).toMatchObject([
      { Action: actions, Resource: [TABLE] },
    ]);
  });

  it("is the table's own key too, through DynamoDB only", () => {
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
  ])("is, for a deploy of %j that had the tables %j, that on %j", (settings, formerTables, tables) => {
    const subject = subjectWith(settings, { formerTables, formerParts: ["users-table"] });
    expect(usersTablePermissions(subject).write[0]?.Resource.map((arn) => arn.split("/")[1])).toEqual(tables);
  });

  it("does not let a deployer see who is in it", () => {
    const { read, write } = usersTablePermissions(subjectWith({ store: { type: "dynamodb" } }));
    expect(
      [...read, ...write].flatMap(({ Action }) => Action).filter((action) => /Item|Scan|Query/.test(action)),
    ).toEqual([]);
  });
});
