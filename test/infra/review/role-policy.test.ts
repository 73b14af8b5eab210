import { grantsBeyondOurs, onlyLambdaMayAssume } from "../../../infra/review/role-policy";

const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const allow = (Action: unknown, Resource: unknown) => ({ Effect: "Allow", Action, Resource });
const LOG = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fleet:*";

describe("grantsBeyondOurs", () => {
  it.each([
    ["writing the log", allow(["logs:CreateLogStream", "logs:PutLogEvents"], LOG)],
    [
      "writing a log that is yet to be made",
      allow("logs:PutLogEvents", `$\{aws_cloudwatch_log_group.authorizer.arn}:*`),
    ],
    ["looking users up", allow("dynamodb:GetItem", "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/fleet-users")],
    [
      "looking users up in a table that is yet to be made",
      allow("dynamodb:GetItem", `$\{aws_dynamodb_table.users.arn}`),
    ],
    ["decrypting them", allow(["kms:Decrypt"], ["arn:aws:kms:eu-west-1:123456789012:key/1234-abcd"])],
    ["forbidding anything", { Effect: "Deny", Action: "*", Resource: "*" }],
  ])("finds nothing in %s", (_, statement) => {
    expect(grantsBeyondOurs(policy(statement))).toEqual([]);
  });

  it.each([
    ["every action", "*", "*"],
    ["every action of a service", "logs:*", LOG],
    ["every log", "logs:PutLogEvents", "*"],
    ["the log of something else", "logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/other:*"],
    ["every table", "dynamodb:GetItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/*"],
    ["writing users", "dynamodb:PutItem", "arn:aws:dynamodb:eu-west-1:123456789012:table/fleet-users"],
    ["more than a reference", "dynamodb:GetItem", `$\{aws_dynamodb_table.users.arn}*`],
  ])("finds %s", (_, action, resource) => {
    expect(grantsBeyondOurs(policy(allow("logs:PutLogEvents", LOG), allow(action, resource)))).toEqual([
      { action, resource },
    ]);
  });

  it("reads a policy whose only statement is not in a list", () => {
    expect(grantsBeyondOurs(JSON.stringify({ Statement: allow("s3:GetObject", "*") }))).toEqual([
      { action: "s3:GetObject", resource: "*" },
    ]);
  });

  it.each([
    ["no JSON", "hunter2"],
    ["no policy", "{}"],
    ["a statement that is none", '{"Statement":["x"]}'],
    ["allowing by leaving out", policy({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    ["actions that are no text", policy(allow([1], "*"))],
  ])("says that it cannot read %s", (_, text) => {
    expect(grantsBeyondOurs(text)).toBeUndefined();
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
