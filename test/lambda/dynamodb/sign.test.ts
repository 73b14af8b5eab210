import { AwsV4Signer } from "aws4fetch";
import fc from "fast-check";
import { type Signer, signedHeaders } from "../../../lambda/dynamodb/sign";

const TARGET = "DynamoDB_20120810.GetItem";
const SIGNER: Signer = {
  region: "eu-west-1",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "not-a-secret-of-anybody",
  sessionToken: undefined,
};

/** Signs the same request with a widely used package. */
async function byPackage(host: string, body: string, { sessionToken, ...signer }: Signer, now: number) {
  const signed = await new AwsV4Signer({
    ...signer,
    ...(sessionToken ? { sessionToken } : {}),
    url: `https://${host}/`,
    method: "POST",
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": TARGET },
    body,
    service: "dynamodb",
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    allHeaders: true,
  }).sign();
  return signed.headers.get("authorization");
}

describe("a signed request to DynamoDB", () => {
  it("names the signed headers, the access key and the Region", () => {
    const now = Date.UTC(2026, 10, 21, 9, 8, 7);
    expect(signedHeaders("dynamodb.eu-west-1.amazonaws.com", TARGET, "{}", SIGNER, now)).toEqual({
      host: "dynamodb.eu-west-1.amazonaws.com",
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": TARGET,
      "x-amz-date": "20261121T090807Z",
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261121\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  it("has the same signature as AWS's own implementation computes, for any content", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom("dynamodb.cn-north-1.amazonaws.com.cn", "127.0.0.1:8000"),
        fc.base64String(),
        fc.base64String(),
        fc.integer({ min: 0, max: 4e12 }),
        async (body, host, secret, sessionToken, now) => {
          const signer = { ...SIGNER, secretAccessKey: `k${secret}`, sessionToken };
          const headers = signedHeaders(host, TARGET, body, signer, now);
          expect(headers.authorization).toBe(await byPackage(host, body, signer, now));
          expect(headers["x-amz-security-token"]).toBe(sessionToken || undefined);
        },
      ),
      { numRuns: 200 },
    );
  });
});
