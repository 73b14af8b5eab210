import { parseAuthorizerArn } from "../../../infra/default-authorizer/names";

test("parseAuthorizerArn splits an authorizer's ARN", () => {
  expect(parseAuthorizerArn("arn:aws-cn:iot:cn-north-1:123456789012:authorizer/a=b,c@d-e_F")).toEqual({
    region: "cn-north-1",
    account: "123456789012",
    name: "a=b,c@d-e_F",
  });
});

test.each([
  "",
  "cloudprnt",
  "arn:aws:iot:eu-central-1:123456789012:thing/a",
  "arn:aws:iot:eu-central-1:12345:authorizer/a",
  "arn:aws:iot:eu-central-1:123456789012:authorizer/",
  "arn:aws:iot:eu-central-1:123456789012:authorizer/a/b",
  `arn:aws:iot:eu-central-1:123456789012:authorizer/${"a".repeat(129)}`,
  "arn:aws:iot:eu-central-1:123456789012:authorizer/a\n",
])("parseAuthorizerArn refuses %j", (arn) => {
  expect(parseAuthorizerArn(arn)).toBeUndefined();
});
