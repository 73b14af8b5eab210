import { getItem } from "../../../lambda/dynamodb/get-item";
import { awsError, type FakeDynamoDb, fakeDynamoDb, lambdaEnvironment, type Reaction } from "../helpers/fake-dynamodb";

const INPUT = {
  TableName: "fleet-users",
  Key: { name: { S: "printer-7" } },
  ConsistentRead: true,
};

const environment = process.env;
let fake: FakeDynamoDb;
afterEach(async () => {
  process.env = environment;
  await fake.close();
});

async function get(reaction: Reaction) {
  fake = await fakeDynamoDb(reaction);
  process.env = { ...environment, ...lambdaEnvironment(fake.url) };
  return getItem(INPUT, AbortSignal.timeout(5_000));
}

describe("getItem", () => {
  it("sends the given request, signed for the function's Region", async () => {
    expect(await get([200, { Item: { group: { S: "printers" } } }])).toEqual({ group: { S: "printers" } });
    expect(fake.calls).toEqual([
      {
        body: INPUT,
        headers: expect.objectContaining({
          host: new URL(fake.url).host,
          authorization: expect.stringContaining("/eu-west-1/dynamodb/aws4_request"),
          "x-amz-security-token": "session-of-nobody",
          "x-amz-target": "DynamoDB_20120810.GetItem",
        }),
      },
    ]);
  });

  it("returns undefined if the item does not exist", async () => {
    expect(await get([200, {}])).toBeUndefined();
  });

  it.each<[Reaction, string]>([
    [awsError(400, "ResourceNotFoundException"), "ResourceNotFoundException"],
    [[200, "<html>"], "HTTP 200"],
    [[200, "null"], "HTTP 200"],
    [[200, "5"], "HTTP 200"],
    [[200, '"Item"'], "HTTP 200"],
    [[204, ""], "HTTP 204"],
    [[307, ""], "HTTP 307"],
  ])("throws for an answer other than a success in JSON: %j", async (reaction, code) => {
    await expect(get(reaction)).rejects.toMatchObject({ code });
  });

  it.each(["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])(
    "sends no request without %s, and does not retry",
    async (missing) => {
      fake = await fakeDynamoDb([200, {}]);
      const { [missing]: _, ...rest } = { ...environment, ...lambdaEnvironment(fake.url) } as NodeJS.ProcessEnv;
      process.env = rest;
      await expect(getItem(INPUT, AbortSignal.timeout(5_000))).rejects.toMatchObject({
        code: "MissingCredentials",
        retryable: false,
      });
      expect(fake.calls).toEqual([]);
    },
  );
});
