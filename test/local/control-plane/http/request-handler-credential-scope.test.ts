import { credentialScope } from "../../../../local/control-plane/http/request-handler";

test.each([
  [
    "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0",
    { region: "us-east-1", service: "iot" },
  ],
  [
    "AWS4-HMAC-SHA256 SignedHeaders=host,Credential=A/20261121/us-gov-west-1/sts/aws4_request",
    { region: "us-gov-west-1", service: "sts" },
  ],
  ["AWS4-ECDSA-P256-SHA256 Credential=A/20261121/us-east-1/s3/aws4_request", { region: "us-east-1", service: "s3" }],
])("Region and service are read from %s", (authorization, scope) => {
  expect(credentialScope({ authorization })).toEqual(scope);
});

test.each([
  undefined,
  "",
  "Basic YTpi",
  "AWS AKID:signature",
  "AWS4-HMAC-SHA256 Credential=AKID/today/us-east-1/iot/aws4_request",
  "AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/iot/other",
])("%p has no scope", (authorization) => {
  expect(credentialScope(authorization === undefined ? {} : { authorization })).toBeUndefined();
});

test("A long header without a scope is read in limited time", () => {
  const authorization = `AWS4-HMAC-SHA256 ${"Credential=".repeat(1_000)}`;
  const begin = performance.now();

  expect(credentialScope({ authorization })).toBeUndefined();
  expect(performance.now() - begin).toBeLessThan(500);
});
