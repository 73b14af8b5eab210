import { StoreError } from "../../../lambda/dynamodb/store-error";

describe("an error in DynamoDB's answer", () => {
  it.each([
    [400, { __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException" }, "ResourceNotFoundException", false],
    [400, { __type: "AccessDeniedException" }, "AccessDeniedException", false],
    [400, { __type: "com.amazon.coral.availability#ThrottlingException" }, "ThrottlingException", true],
    [400, { __type: "x#ProvisionedThroughputExceededException" }, "ProvisionedThroughputExceededException", true],
    [400, { __type: "x#RequestLimitExceeded" }, "RequestLimitExceeded", true],
    [500, { __type: "x#InternalServerError" }, "InternalServerError", true],
    [503, undefined, "HTTP 503", true],
    [429, {}, "HTTP 429", true],
    [403, undefined, "HTTP 403", false],
    [200, undefined, "HTTP 200", true],
    [299, undefined, "HTTP 299", true],
    [300, undefined, "HTTP 300", false],
  ])("%s %j is %s; trying again helps: %s", (status, answer, code, retryable) => {
    expect(StoreError.answered(status, answer)).toMatchObject({ code, retryable });
  });

  it.each([{ __type: "a secret: \u001b[2J" }, { __type: "x".repeat(65) }, { __type: { a: 1 } }, { __type: "" }])(
    "has its status as code if its own code is malformed: %j",
    (answer) => {
      expect(StoreError.answered(400, answer).code).toBe("HTTP 400");
    },
  );
});

describe("an error of the network", () => {
  it.each([
    [Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
    [Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" }), "CERT_HAS_EXPIRED"],
    [new DOMException("The operation timed out", "TimeoutError"), "TimeoutError"],
    [undefined, "Unreachable"],
    [{ code: "a secret: x", name: "Error" }, "Error"],
    [{ code: "x: a secret!", name: "Error" }, "Error"],
  ])("has its own code and is retryable: %s", (error, code) => {
    expect(StoreError.unreachable(error)).toMatchObject({ name: "StoreError", code, retryable: true });
  });
});
