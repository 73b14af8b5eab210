import { createHash, createHmac } from "node:crypto";
import { getItem } from "../../../lambda/dynamodb/get-item";
import { type FakeDynamoDb, fakeDynamoDb, lambdaEnvironment } from "../helpers/fake-dynamodb";

const INPUT = {
  TableName: "fleet-users",
  Key: { name: { S: "ü/*" } },
  ConsistentRead: true,
  ProjectionExpression: "#g",
  ExpressionAttributeNames: { "#g": "group" },
};
const SIGNED = ["host", "x-amz-date", "x-amz-security-token", "x-amz-target"];

const environment = process.env;
let fake: FakeDynamoDb;
afterEach(async () => {
  process.env = environment;
  await fake.close();
});

/** Signature Version 4 as AWS describes it, step by step, of what reached DynamoDB. */
function signatureOf(headers: Readonly<Record<string, unknown>>, body: string, secret: string): string {
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const time = String(headers["x-amz-date"]);
  const scope = [time.slice(0, 8), "eu-west-1", "dynamodb", "aws4_request"];
  const canonical = [
    "POST",
    "/",
    "",
    ...SIGNED.map((name) => `${name}:${headers[name]}`),
    "",
    SIGNED.join(";"),
    hash(body),
  ];
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return hmac(key, ["AWS4-HMAC-SHA256", time, scope.join("/"), hash(canonical.join("\n"))].join("\n")).toString("hex");
}

describe("a request to DynamoDB", () => {
  it("is signed as AWS checks it", async () => {
    fake = await fakeDynamoDb([200, {}]);
    const lambda = lambdaEnvironment(fake.url);
    process.env = { ...environment, ...lambda };
    await getItem(INPUT, AbortSignal.timeout(5_000));
    await getItem({ ...INPUT, TableName: "other" }, AbortSignal.timeout(5_000));

    expect(fake.calls).toHaveLength(2);
    for (const { headers, body } of fake.calls) {
      const [, signed, signature] =
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=(\S+), Signature=(\w+)$/.exec(
          headers.authorization ?? "",
        ) ?? [];
      expect(signed).toBe(SIGNED.join(";"));
      expect(signature).toBe(signatureOf(headers, JSON.stringify(body), lambda.AWS_SECRET_ACCESS_KEY ?? ""));
    }
  });

  it("ends when its signal does, also in the middle of an answer", async () => {
    fake = await fakeDynamoDb((response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("{");
    });
    process.env = { ...environment, ...lambdaEnvironment(fake.url) };
    await expect(getItem(INPUT, AbortSignal.timeout(100))).rejects.toMatchObject({
      code: "TimeoutError",
      retryable: true,
    });
  });
});
