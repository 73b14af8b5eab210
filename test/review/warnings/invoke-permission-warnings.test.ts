import { reviewOf, warningsOf } from "../a-plan";

const ARN = "arn:aws:iot:eu-west-1:123456789012:authorizer/fleet";
const AUTHORIZER = { name: "fleet", arn: ARN };
const FUNCTION = { function_name: "fleet", arn: "arn:function" };
const permission = (more: object = {}) => ({
  principal: "iot.amazonaws.com",
  source_account: "123456789012",
  source_arn: ARN,
  ...more,
});
const review = (before: object | null, after: object | null) =>
  reviewOf({
    "aws_lambda_permission.invoke": [before, after],
    "aws_iot_authorizer.authorizer": [AUTHORIZER, AUTHORIZER],
  });

describe("invokePermissionWarnings", () => {
  it.each([
    ["no authorizer", { source_arn: null }, "any authorizer (no source_arn)"],
    ["no authorizer, as the provider reads it", { source_arn: "" }, "any authorizer (no source_arn)"],
    ["another authorizer", { source_arn: `${ARN}2` }, `${ARN}2, which is not this stack's authorizer`],
    ["no account", { source_account: null }, "any account (no source_account)"],
    ["another principal", { principal: "*" }, "the principal *"],
  ])("warns of a permission that names %s, of a new one too", (_, more, expected) => {
    for (const before of [permission(), null]) {
      const found = review(before, permission(more));
      expect(warningsOf(found)["invoke-open"]).toBe(
        `The function can be called for others than this stack's authorizer: ${expected}.`,
      );
      expect(found.access).toBe("widens");
    }
  });

  it.each([
    [{ function_name: "other" }, "it is for the function other"],
    [{ action: "lambda:*" }, "it allows lambda:*"],
    [{ qualifier: "1", unheard_of: "x" }, "it has qualifier; it has unheard_of"],
  ])("warns of a permission with %j", (more, expected) => {
    for (const before of [permission(), null]) {
      const found = reviewOf({
        "aws_lambda_permission.invoke": [before, permission(more)],
        "aws_iot_authorizer.authorizer": [AUTHORIZER, AUTHORIZER],
        "aws_lambda_function.authorizer": [FUNCTION, FUNCTION],
      });
      expect(warningsOf(found)).toEqual({
        "function-altered": `The permission to call the function differs from what this project makes: ${expected}.`,
      });
      expect(found.access).toBe("widens");
    }
  });

  it("does not warn of a permission for the stack's function by name or ARN", () => {
    for (const function_name of ["fleet", "arn:function"]) {
      const found = reviewOf({
        "aws_lambda_permission.invoke": [
          null,
          permission({ function_name, action: "lambda:InvokeFunction", qualifier: "" }),
        ],
        "aws_iot_authorizer.authorizer": [AUTHORIZER, AUTHORIZER],
        "aws_lambda_function.authorizer": [FUNCTION, FUNCTION],
      });
      expect(warningsOf(found)).toEqual({});
    }
  });

  it("warns of a known authorizer while the stack's own is not known yet, and compares the account", () => {
    const account = { address: "data.aws_caller_identity.current", values: { account_id: "123456789012" } };
    const found = (more: object) =>
      warningsOf(
        reviewOf(
          {
            "aws_lambda_permission.invoke": [null, permission(more)],
            "aws_iot_authorizer.authorizer": [null, { name: "fleet" }],
          },
          { prior_state: { values: { root_module: { resources: [account] } } } },
        ),
      );
    expect(found({ source_arn: undefined })).toEqual({});
    expect(found({ source_arn: "arn:evil", source_account: "999999999999" })).toEqual({
      "invoke-open":
        "The function can be called for others than this stack's authorizer: arn:evil, which is not this stack's authorizer, the account 999999999999.",
    });
  });

  it("warns if AWS IoT Core may no longer call the function", () => {
    const found = review(permission(), null);
    expect(warningsOf(found)).toEqual({
      "invoke-forbidden": "AWS IoT Core may no longer call the function: every login is refused.",
    });
    expect(found.access).toBe("narrows");
  });

  it("does not warn of a permission with this project's settings, not known yet, or unchanged", () => {
    const open = permission({ source_arn: null });
    expect(warningsOf(review(null, permission({ source_arn: undefined })))).toEqual({});
    expect(warningsOf(review(permission(), permission()))).toEqual({});
    expect(warningsOf(review(open, open))).toEqual({});
    expect(warningsOf(review(open, permission()))).toEqual({});
  });
});
