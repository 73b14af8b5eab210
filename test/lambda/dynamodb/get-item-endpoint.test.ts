import { dynamoDbEndpoint } from "../../../lambda/dynamodb/get-item";

describe("DynamoDB's endpoint", () => {
  it.each([
    ["us-east-1", "https://dynamodb.us-east-1.amazonaws.com"],
    ["us-gov-west-1", "https://dynamodb.us-gov-west-1.amazonaws.com"],
    ["cn-north-1", "https://dynamodb.cn-north-1.amazonaws.com.cn"],
    ["eusc-de-east-1", "https://dynamodb.eusc-de-east-1.amazonaws.eu"],
    ["us-iso-east-1", "https://dynamodb.us-iso-east-1.c2s.ic.gov"],
    ["us-isob-east-1", "https://dynamodb.us-isob-east-1.sc2s.sgov.gov"],
    ["eu-isoe-west-1", "https://dynamodb.eu-isoe-west-1.cloud.adc-e.uk"],
    ["us-isof-south-1", "https://dynamodb.us-isof-south-1.csp.hci.ic.gov"],
  ])("depends on the Region's partition: %s", (region, expected) => {
    expect(dynamoDbEndpoint(region, {})).toBe(expected);
  });

  it("is the environment's for DynamoDB, then the environment's for all services, as in AWS's SDKs", () => {
    const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
    const own = { ...all, AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:2" };
    expect(dynamoDbEndpoint("eu-west-1", all)).toBe("http://127.0.0.1:1");
    expect(dynamoDbEndpoint("eu-west-1", own)).toBe("http://127.0.0.1:2");
    expect(dynamoDbEndpoint("eu-west-1", { AWS_ENDPOINT_URL_DYNAMODB: "" })).toBe(
      "https://dynamodb.eu-west-1.amazonaws.com",
    );
  });

  it("is AWS's if the environment says to ignore configured endpoints", () => {
    const environment = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    expect(dynamoDbEndpoint("eu-west-1", environment)).toBe("https://dynamodb.eu-west-1.amazonaws.com");
  });
});
