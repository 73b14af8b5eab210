import type { StepError } from "../../../infra/default-authorizer/step-errors";
import { EXIT } from "../../../infra/default-authorizer/step-errors";
import { parseInput } from "../../../infra/default-authorizer/step-input";
import { arnOf } from "./fake-iot";
import { input } from "./run-step";

const ROLE = "arn:aws:iam::123456789012:role/deployer";

function problemsOf(json: string | undefined): readonly string[] {
  try {
    parseInput(json);
  } catch (error) {
    expect((error as StepError).exitCode).toBe(EXIT.badInput);
    return (error as StepError).message.split("\n");
  }
  return [];
}

test("accepts the smallest input", () => {
  expect(parseInput(JSON.stringify(input()))).toEqual(input());
});

test("accepts every setting", () => {
  const all = input({
    takeOver: true,
    profile: "prod",
    assumeRoleArn: ROLE,
    assumeRoleExternalId: "id",
    accountId: "123456789012",
  });
  expect(parseInput(JSON.stringify(all))).toEqual(all);
});

test.each(["aws-us-gov", "aws-cn"])("accepts an authorizer in the partition %s", (partition) => {
  const authorizerArn = arnOf("cloudprnt").replace("arn:aws:", `arn:${partition}:`);
  expect(parseInput(JSON.stringify(input({ authorizerArn }))).authorizerArn).toBe(authorizerArn);
});

test("treats null as absent, as Terraform writes it", () => {
  const json = JSON.stringify({
    ...input(),
    profile: null,
    assumeRoleArn: null,
    assumeRoleExternalId: null,
    accountId: null,
  });
  expect(parseInput(json)).toEqual(input());
});

test.each([
  ["nothing", undefined, "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold the step's input as JSON, got: nothing."],
  ["an empty text", "", "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold the step's input as JSON, got: nothing."],
  [
    "truncated JSON",
    '{"profile":',
    "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold one JSON object, got: 11 characters of something else.",
  ],
  ["a list", "[]", "`IOT_AUTH_DEFAULT_AUTHORIZER` must hold one JSON object, got: 2 characters of something else."],
])("refuses %s", (_title, json, problem) => {
  expect(problemsOf(json)).toEqual([problem]);
});

test.each<[string, object, string]>([
  [
    "a name with a space",
    { authorizerName: "a b" },
    '`authorizerName` must be 1 to 128 of A-Z a-z 0-9 _ = , @ -, got: "a b".',
  ],
  [
    "another authorizer's ARN",
    { authorizerArn: arnOf("other") },
    '`authorizerName` must agree with the name "other" in `authorizerArn`, got: "cloudprnt".',
  ],
  [
    "the ARN of a role as authorizerArn",
    { authorizerArn: ROLE },
    `\`authorizerArn\` must be the ARN of an AWS IoT authorizer, got: "${ROLE}".`,
  ],
  [
    "another Region",
    { region: "us-east-1" },
    '`region` must agree with the region "eu-central-1" in `authorizerArn`, got: "us-east-1".',
  ],
  ["a Region with a slash", { region: "eu/1" }, '`region` must be the name of an AWS Region, got: "eu/1".'],
  ["no owner", { owner: "" }, '`owner` must be 1 to 256 characters, got: "".'],
  [
    "an owner longer than a tag's value",
    { owner: "x".repeat(257) },
    `\`owner\` must be 1 to 256 characters, got: "${"x".repeat(257)}".`,
  ],
  ["takeOver as a text", { takeOver: "false" }, '`takeOver` must be true or false, got: "false".'],
  ["an empty profile", { profile: "" }, '`profile` must be the name of an AWS profile, got: "".'],
  [
    "a role that is not an ARN",
    { assumeRoleArn: "deployer" },
    '`assumeRoleArn` must be the ARN of an IAM role, got: "deployer".',
  ],
  [
    "a role of another account",
    { assumeRoleArn: "arn:aws:iam::999999999999:role/r" },
    '`assumeRoleArn` must agree with the account "123456789012" in `authorizerArn`, got: "999999999999".',
  ],
  [
    "an external id without a role",
    { assumeRoleExternalId: "id" },
    "`assumeRoleExternalId` must come with `assumeRoleArn`.",
  ],
  [
    "an external id that is a number",
    { assumeRoleExternalId: 7, assumeRoleArn: ROLE },
    "`assumeRoleExternalId` must be a text.",
  ],
  ["an account that is not a number", { accountId: "prod" }, '`accountId` must be 12 digits, got: "prod".'],
  [
    "another account",
    { accountId: "999999999999" },
    '`accountId` must be the account of the authorizer, 123456789012, got: "999999999999". Check which credentials Terraform runs with.',
  ],
  [
    "an unknown setting",
    { takeover: true },
    "`takeover` must not be given: the settings are authorizerName, authorizerArn, region, owner, takeOver, profile, assumeRoleArn, assumeRoleExternalId, accountId.",
  ],
])("refuses %s", (_title, wrong, problem) => {
  expect(problemsOf(JSON.stringify({ ...input(), ...wrong }))).toEqual([problem]);
});

test("reports all problems at once", () => {
  expect(problemsOf(JSON.stringify({ authorizerName: "cloudprnt", takeOver: 1 }))).toEqual([
    "`authorizerArn` must be the ARN of an AWS IoT authorizer, got: undefined.",
    "`region` must be the name of an AWS Region, got: undefined.",
    "`owner` must be 1 to 256 characters, got: undefined.",
    "`takeOver` must be true or false, got: 1.",
  ]);
});
