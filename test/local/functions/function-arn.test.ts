import { parseFunctionArn, unqualified } from "../../../local/functions/function-arn";

test("A function's ARN is read into its parts", () => {
  expect(parseFunctionArn("arn:aws-cn:lambda:cn-north-1:123456789012:function:log_in-1")).toEqual({
    partition: "aws-cn",
    region: "cn-north-1",
    accountId: "123456789012",
    functionName: "log_in-1",
  });
});

test.each(["live", "12", "$LATEST"])("A function's ARN may end with the qualifier %s", (qualifier) => {
  const arn = `arn:aws:lambda:us-east-1:123456789012:function:login:${qualifier}`;

  expect(parseFunctionArn(arn)).toMatchObject({ functionName: "login", qualifier });
  expect(unqualified(arn)).toBe("arn:aws:lambda:us-east-1:123456789012:function:login");
});

test.each([
  "",
  "login",
  "arn:aws:lambda:us-east-1:123456789012:function:",
  "arn:aws:lambda:us-east-1:12345678901:function:login",
  "arn:aws:iot:us-east-1:123456789012:authorizer/login",
  "arn:aws:lambda:us-east-1:123456789012:function:login:live:2",
])("%p is not the ARN of a function", (arn) => {
  expect(parseFunctionArn(arn)).toBeUndefined();
});
