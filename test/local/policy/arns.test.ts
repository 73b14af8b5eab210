import { clientArn, topicArn, topicFilterArn } from "../../../local/policy/arns";

describe("an ARN", () => {
  const account = { partition: "aws-cn", region: "cn-north-1", accountId: "123456789012" };

  test("names partition, Region, account, type and name", () => {
    expect(clientArn(account, "printer-7")).toBe("arn:aws-cn:iot:cn-north-1:123456789012:client/printer-7");
    expect(topicArn(account, "a/b")).toBe("arn:aws-cn:iot:cn-north-1:123456789012:topic/a/b");
    expect(topicFilterArn(account, "a/+/#")).toBe("arn:aws-cn:iot:cn-north-1:123456789012:topicfilter/a/+/#");
  });
});
