import { Refusal } from "../../../lambda/respond";
import { dynamoDbStore } from "../../../lambda/stores/dynamodb";
import {
  awsError,
  dropped,
  type FakeDynamoDb,
  fakeDynamoDb,
  lambdaEnvironment,
  type Reaction,
} from "../helpers/fake-dynamodb";
import { type StillTime, stopTime } from "../helpers/still-time";

const FOUND: Reaction = [200, { Item: { group: { S: "printers" }, secrets: { L: [{ S: "one" }] } } }];
const environment = process.env;

let fake: FakeDynamoDb;
let lines: string[];
let time: StillTime;
/** A reaction without an answer, so that the try times out. */
const silent: Reaction = () => time.timeOut();
beforeEach(() => {
  time = stopTime();
  lines = [];
  jest.spyOn(console, "log").mockImplementation((line) => void lines.push(String(line)));
});
afterEach(async () => {
  process.env = environment;
  jest.restoreAllMocks();
  await fake.close();
});

/** Returns a store whose DynamoDB has these reactions. */
async function storeWith(...reactions: Reaction[]) {
  fake = await fakeDynamoDb(...reactions);
  process.env = { ...environment, ...lambdaEnvironment(fake.url) };
  return dynamoDbStore("fleet-users");
}

/** Looks for a user. @returns the reason of the refusal */
async function refusalOf(store: ReturnType<typeof dynamoDbStore>): Promise<unknown> {
  const error = await store.find("printer-7").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Refusal);
  return error;
}

describe("the store in DynamoDB", () => {
  it("reads one whole item with a consistent read", async () => {
    const store = await storeWith(FOUND);
    expect(await store.find("printer-7")).toEqual({ g: "printers", s: ["one"] });
    expect(fake.calls.map(({ body }) => body)).toEqual([
      {
        TableName: "fleet-users",
        Key: { name: { S: "printer-7" } },
        ConsistentRead: true,
      },
    ]);
    expect(fake.calls[0]?.headers).toMatchObject({
      "x-amz-target": "DynamoDB_20120810.GetItem",
      "content-type": "application/x-amz-json-1.0",
    });
    expect(lines).toEqual([]);
  });

  it("returns undefined for a user that is not in the table", async () => {
    expect(await (await storeWith([200, {}])).find("printer-7")).toBeUndefined();
  });

  it("returns malformed for an item that is not a valid user", async () => {
    expect(await (await storeWith([200, { Item: { group: { N: "1" } } }])).find("printer-7")).toBe("malformed");
  });

  it("reads the item every time, so that a change takes effect at once", async () => {
    const store = await storeWith(FOUND, [200, {}]);
    expect(await store.find("printer-7")).toEqual({ g: "printers", s: ["one"] });
    expect(await store.find("printer-7")).toBeUndefined();
  });

  it("keeps its connection for the next login, also after an error", async () => {
    const store = await storeWith(FOUND, awsError(400, "AccessDeniedException"), FOUND);
    await store.find("printer-7");
    await refusalOf(store);
    await store.find("printer-7");
    expect(fake.calls).toHaveLength(3);
    expect(fake.connections).toBe(1);
  });

  it("reads credentials from the environment at every call, since Lambda may renew them", async () => {
    const store = await storeWith(FOUND);
    await store.find("printer-7");
    process.env.AWS_ACCESS_KEY_ID = "AKIDRENEWED";
    process.env.AWS_SESSION_TOKEN = "renewed";
    await store.find("printer-7");
    const [before, after] = fake.calls.map(({ headers }) => headers);
    expect(before?.authorization).toContain("Credential=AKIDEXAMPLE/");
    expect(before?.["x-amz-security-token"]).toBe("session-of-nobody");
    expect(after?.authorization).toContain("Credential=AKIDRENEWED/");
    expect(after?.["x-amz-security-token"]).toBe("renewed");
  });

  it.each<[string, Reaction]>([
    ["too many reads at once", awsError(400, "ProvisionedThroughputExceededException")],
    ["throttling", awsError(400, "ThrottlingException")],
    ["a failure of DynamoDB's", awsError(500, "InternalServerError")],
    ["a failure in front of DynamoDB", [503, "<html>Service Unavailable</html>"]],
    ["a dropped connection", dropped],
  ])("retries after %s, and logs nothing", async (_, reaction) => {
    const store = await storeWith(reaction, reaction, FOUND);
    expect(await store.find("printer-7")).toMatchObject({ g: "printers" });
    expect(fake.calls).toHaveLength(3);
    expect(lines).toEqual([]);
  });

  it("retries if there is no answer", async () => {
    const store = await storeWith(silent, FOUND);
    expect(await store.find("printer-7")).toMatchObject({ g: "printers" });
  });

  it.each<[string, Reaction]>([
    ["AccessDeniedException", awsError(400, "AccessDeniedException")],
    ["ResourceNotFoundException", awsError(400, "ResourceNotFoundException")],
    ["ValidationException", [400, { __type: "com.amazon.coral.validate#ValidationException" }]],
    ["HTTP 418", [418, "I'm a teapot"]],
  ])("refuses at once with %s, in one line of log that holds the code and nothing else", async (code, reaction) => {
    const refusal = await refusalOf(await storeWith(reaction));
    expect(refusal).toMatchObject({ reason: "store-unavailable", subject: { user: "printer-7" } });
    expect(fake.calls).toHaveLength(1);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code })]);
  });

  it("refuses well within AWS IoT Core's 5 seconds if there is never an answer", async () => {
    const store = await storeWith(silent);
    expect(await refusalOf(store)).toMatchObject({ reason: "store-unavailable" });
    expect(time.passed).toBe(2_500);
    expect(fake.calls).toHaveLength(3);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code: "TimeoutError" })]);
  });

  it("refuses if DynamoDB keeps failing, and logs its last error", async () => {
    const failsAfterAWhile: Reaction = (response) => {
      time.pass(490);
      response.writeHead(400).end(JSON.stringify({ __type: "ThrottlingException" }));
    };
    expect(await refusalOf(await storeWith(failsAfterAWhile))).toMatchObject({ reason: "store-unavailable" });
    expect(time.passed).toBe(2_450);
    expect(fake.calls).toHaveLength(5);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code: "ThrottlingException" })]);
  });

  it("refuses when no server listens where DynamoDB should be", async () => {
    const store = await storeWith();
    await fake.close();
    jest.spyOn(performance, "now").mockRestore();
    await refusalOf(store);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code: "ECONNREFUSED" })]);
  });

  it("refuses without credentials, and sends no request", async () => {
    const store = await storeWith(FOUND);
    process.env.AWS_ACCESS_KEY_ID = "";
    await refusalOf(store);
    expect(fake.calls).toHaveLength(0);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code: "MissingCredentials" })]);
  });

  it("refuses after a defect of its own, and logs only InternalError", async () => {
    const store = await storeWith(FOUND);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = "no address";
    await refusalOf(store);
    expect(lines).toEqual([JSON.stringify({ event: "store-error", code: "InternalError" })]);
  });

  it("writes no credential, token or message of AWS's into the log", async () => {
    await refusalOf(await storeWith(awsError(400, "ExpiredTokenException")));
    expect(lines).toHaveLength(1);
    expect(lines.join("\n")).not.toMatch(/AKID|not-a-secret|session-of|arn:/);
  });
});
