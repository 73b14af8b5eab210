import { changes, configuration, reviewOf, warningsOf } from "../a-plan";

const permission = (account: string) => ({ source_account: account });
const [OLD, NEW] = ["111111111111", "222222222222"];
const moved = {
  "account-changed": `The account changes from ${OLD} to ${NEW}: everything is created again there, and Terraform no longer manages the resources in ${OLD}.`,
};
const step = (more: object = {}) => ({
  input: { authorizerArn: `arn:aws:iot:eu-west-1:${OLD}:authorizer/fleet`, ...more },
});

describe("accountWarnings", () => {
  it("warns of another account in the permission to invoke", () => {
    const found = (account: string) =>
      warningsOf(reviewOf({ "aws_lambda_permission.invoke": [permission(OLD), permission(account)] }));
    expect(found(NEW)).toEqual(moved);
    expect(found(OLD)).toEqual({});
  });

  it("warns if Terraform does not find the old account's resources in the new account", () => {
    const gone = changes({ "aws_lambda_permission.invoke": [permission(OLD), null] });
    expect(
      warningsOf(reviewOf({ "aws_lambda_permission.invoke": [null, permission(NEW)] }, { resource_drift: gone })),
    ).toEqual(moved);
    const arn = { arn: `arn:aws:lambda:eu-west-1:${OLD}:function:fleet` };
    const function_ = changes({ "aws_lambda_function.authorizer": [arn, null] });
    expect(
      warningsOf(reviewOf({ "aws_lambda_permission.invoke": [null, permission(NEW)] }, { resource_drift: function_ })),
    ).toEqual(moved);
  });

  it("warns of another accountId in the configuration", () => {
    const allowed = { configuration: configuration({ allowed_account_ids: { constant_value: [NEW] } }) };
    expect(warningsOf(reviewOf({ "terraform_data.default_set[0]": [step(), step()] }, allowed))).toEqual(moved);
    expect(warningsOf(reviewOf({}, allowed))).toEqual({});
  });

  it("warns that the configuration no longer has an accountId", () => {
    const found = warningsOf(reviewOf({ "terraform_data.default_set[0]": [step({ accountId: OLD }), step()] }));
    expect(Object.keys(found)).toEqual(["account-unguarded"]);
  });

  it("warns of another Region, by the present resources or by drift", () => {
    const expected = {
      "region-changed":
        "The Region changes from us-east-1 to eu-west-1: everything is created again there under another host name, and Terraform no longer manages the resources in us-east-1.",
    };
    const lambda = (region: string) => ({
      function_name: "fleet",
      arn: `arn:aws:lambda:${region}:${OLD}:function:fleet`,
    });
    const gone = changes({ "aws_lambda_function.authorizer": [lambda("us-east-1"), null] });
    const made = { "aws_lambda_function.authorizer": [null, { function_name: "fleet" }] } as const;
    expect(warningsOf(reviewOf(made, { resource_drift: gone }))).toEqual(expected);
    const function_ = (region: string) =>
      reviewOf({ "aws_lambda_function.authorizer": [lambda(region), lambda(region)] });
    expect(warningsOf(function_("us-east-1"))).toEqual(expected);
    expect(warningsOf(function_("eu-west-1"))).toEqual({});
  });
});
