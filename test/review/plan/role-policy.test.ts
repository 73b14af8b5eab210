import { grantsBeyondOurs, onlyLambdaMayAssume } from "../../../review/plan/role-policy";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource: unknown) => ({ Effect: "Allow", Action, Resource });
const KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234-abcd";
const OWN = { stack: "fleet", region: "eu-west-1", account: "123456789012", table: "fleet-users", tableKey: KEY };
const TABLE = "arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users";
const through = (service: unknown, more: object = {}) => ({
  ...allow(["kms:Decrypt"], [KEY]),
  Condition: { StringLike: { "kms:ViaService": service }, ...more },
});
const LOG = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fleet:*";

describe("grantsBeyondOurs", () => {
  it.each([
    ["writing the log", allow(["logs:CreateLogStream", "logs:PutLogEvents"], LOG)],
    [
      "writing a log that is yet to be made",
      allow("logs:PutLogEvents", `$\{aws_cloudwatch_log_group.authorizer.arn}:*`),
    ],
    ["looking users up", allow("dynamodb:GetItem", "arn:aws-us-gov:dynamodb:eu-west-1:123456789012:table/fleet-users")],
    [
      "looking users up in a table that is yet to be made",
      allow("dynamodb:GetItem", `$\{aws_dynamodb_table.users.arn}`),
    ],
    ["decrypting them", through("dynamodb.eu-west-1.*")],
    ["decrypting them, as AWS may write it", through(["dynamodb.eu-west-1.*"])],
    ["forbidding anything", { Effect: "Deny", Action: "*", Resource: "*" }],
  ])("finds nothing in %s", (_, statement) => {
    expect(grantsBeyondOurs(policy(statement), OWN)).toEqual([]);
  });

  it.each([
    ["every action", "*", "*"],
    ["every action of a service", "logs:*", LOG],
    ["every log", "logs:PutLogEvents", "*"],
    ["the log of something else", "logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/other:*"],
    ["every table", "dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/*"],
    ["another table", "dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/payroll"],
    ["another account's table", "dynamodb:GetItem", TABLE.replace("123456789012", "999999999999")],
    ["another Region's table", "dynamodb:GetItem", TABLE.replace("eu-west-1", "us-east-1")],
    ["another stack's log", "logs:PutLogEvents", LOG.replace("fleet", "other")],
    ["another account's log", "logs:PutLogEvents", LOG.replace("123456789012", "999999999999")],
    ["another reference", "dynamodb:GetItem", `$\{aws_dynamodb_table.payroll.arn}`],
    ["another key", "kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/other"],
    ["the table's key for anything", "kms:Decrypt", KEY],
    ["writing users", "dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users"],
    ["more than a reference", "dynamodb:GetItem", `$\{aws_dynamodb_table.users.arn}*`],
  ])("finds %s", (_, action, resource) => {
    expect(grantsBeyondOurs(policy(allow("logs:PutLogEvents", LOG), allow(action, resource)), OWN)).toEqual([
      { action, resource },
    ]);
  });

  it.each([
    ["another service", through("s3.eu-west-1.*")],
    ["a further service", through(["dynamodb.eu-west-1.*", "s3.*"])],
    ["another condition", through("dynamodb.eu-west-1.*", { Bool: {} })],
  ])("finds the table's key by way of %s", (_, statement) => {
    expect(grantsBeyondOurs(policy(statement), OWN)).toEqual([{ action: "kms:Decrypt", resource: KEY }]);
  });

  it("accepts the table of any account while the plan does not contain the stack's account, but no table if the stack has none", () => {
    const { account: _, table, ...rest } = OWN;
    expect(grantsBeyondOurs(policy(allow("dynamodb:GetItem", TABLE)), { ...rest, table })).toEqual([]);
    expect(grantsBeyondOurs(policy(allow("dynamodb:GetItem", TABLE)), rest)).toHaveLength(1);
  });

  it("reads a policy whose only statement is not in a list", () => {
    expect(grantsBeyondOurs(JSON.stringify({ Statement: allow("s3:GetObject", "*") }), OWN)).toEqual([
      { action: "s3:GetObject", resource: "*" },
    ]);
  });

  it.each([
    ["no JSON", "hunter2"],
    ["no policy", "{}"],
    ["a statement that is none", '{"Statement":["x"]}'],
    ["allowing by leaving out", policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    ["actions that are no text", policy(allow([1], "*"))],
  ])("returns undefined for %s", (_, text) => {
    expect(grantsBeyondOurs(text, OWN)).toBeUndefined();
  });
});

describe("onlyLambdaMayAssume", () => {
  const trust = (Principal: unknown) => policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" });

  it.each([
    [true, trust({ Service: "lambda.amazonaws.com" })],
    [true, trust({ Service: ["lambda.amazonaws.com"] })],
    [true, policy({ Effect: "Deny", Principal: "*", Action: "sts:AssumeRole" })],
    [false, trust("*")],
    [false, trust({ AWS: "arn:aws:iam::123456789012:root" })],
    [false, trust({ Service: "lambda.amazonaws.com", AWS: "*" })],
    [false, trust({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] })],
    [false, "hunter2"],
  ])("says %s of %s", (expected, text) => {
    expect(onlyLambdaMayAssume(text)).toBe(expected);
  });
});
