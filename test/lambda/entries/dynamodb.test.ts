import crypto from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { device } from "../../../config/groups/device";
import { resolveConfig } from "../../../config/stages/resolve-config";
import { generateSecret, hashChosenPassword, hashGeneratedSecret } from "../../../identity/users/secret";
import { packageFunction } from "../../../infra/packaging/package-function";
import { loadStack } from "../../../infra/synthesis/load-stack";
import type { AuthorizerResponse } from "../../../lambda/contract";
import { unpackFunction } from "../../../local/functions/function-code";
import { CONTEXT } from "../helpers/deployed-handler";
import { awsError, type FakeDynamoDb, fakeDynamoDb, lambdaEnvironment, type Reaction } from "../helpers/fake-dynamodb";
import { stopTime } from "../helpers/still-time";

const PROJECT = resolve(__dirname, "../../..");
const environment = process.env;
const password = generateSecret();
const secret = hashGeneratedSecret(password);

type Handler = (event: unknown, context: unknown) => Promise<AuthorizerResponse>;

let folder: string;
let fake: FakeDynamoDb | undefined;
const loaded: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-entry-"));
});
afterEach(async () => {
  process.env = environment;
  jest.restoreAllMocks();
  await Promise.all([fake?.close(), ...loaded.splice(0).map((one) => one.close())]);
  rmSync(folder, { recursive: true, force: true });
});

/** Loads the handler from the zip that would be deployed for a stack with a users table. */
async function deployedHandler(store: object = {}): Promise<Handler> {
  const groups = { sensors: device() };
  const [stack] = resolveConfig({ name: "fleet", region: "eu-west-1", groups, store: { type: "dynamodb", ...store } });
  if (!stack) throw new Error("no stack");
  const { packageInput } = await loadStack(stack, folder);
  const { zip } = await packageFunction(PROJECT, join(folder, "cache"), packageInput);
  const code = await unpackFunction(zip);
  loaded.push(code);
  return require(join(code.directory, "index.js")).handler as Handler;
}

/** Logs in while DynamoDB has this reaction. @returns the handler's answer, its log lines and its calls of scrypt */
async function login(reaction: Reaction, handler: Handler, presented = password) {
  fake = await fakeDynamoDb(reaction);
  process.env = { ...environment, ...lambdaEnvironment(fake.url) };
  const log = jest.spyOn(console, "log").mockImplementation(() => undefined);
  const event = {
    protocolData: {
      mqtt: { username: "meter-1", password: Buffer.from(presented).toString("base64"), clientId: "meter-1" },
    },
  };
  stopTime();
  const scrypt = jest.spyOn(crypto, "scrypt");
  const response = await handler(event, CONTEXT);
  const work = scrypt.mock.calls.map(([, , , options]) => options);
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  await fake.close();
  jest.restoreAllMocks();
  return { response, lines, work };
}

const item = (change: object = {}): Reaction => [
  200,
  { Item: { group: { S: "sensors" }, secrets: { L: [{ S: secret }] }, ...change } },
];

describe("the handler of a stack with a users table", () => {
  it("accepts a user of the table, with the policy of the group", async () => {
    const { response, lines } = await login(item(), await deployedHandler());
    expect(response).toMatchObject({ isAuthenticated: true, principalId: expect.stringMatching(/^meter1x/) });
    expect(JSON.stringify(response.policyDocuments)).toContain("client/meter-1");
    expect(lines).toEqual([expect.objectContaining({ event: "decision", outcome: "allowed", user: "meter-1" })]);
    expect(fake?.calls[0]?.body).toMatchObject({ TableName: "fleet-users" });
  });

  it.each<[string, Reaction, string]>([
    ["no user of that name", [200, {}], "unknown-user"],
    ["a wrong password", item({ secrets: { L: [{ S: hashGeneratedSecret(generateSecret()) }] } }), "wrong-password"],
    ["no secret", item({ secrets: { L: [] } }), "wrong-password"],
    ["a disabled user", item({ disabled: { BOOL: true } }), "user-disabled"],
    ["an expired user", item({ expiresAt: { S: "2020-01-01T00:00:00Z" } }), "user-expired"],
    ["an expiry that cannot be read", item({ expiresAt: { S: "2099" } }), "user-malformed"],
    ["a user disabled under a misspelt name", item({ Disabled: { BOOL: true } }), "user-malformed"],
    ["a group that the stack does not have", item({ group: { S: "others" } }), "unknown-group"],
  ])("refuses %s", async (_, reaction, reason) => {
    const { response, lines } = await login(reaction, await deployedHandler());
    expect(response).toMatchObject({ isAuthenticated: false, policyDocuments: [] });
    expect(lines).toEqual([expect.objectContaining({ event: "decision", reason, user: "meter-1" })]);
  });

  it("refuses when DynamoDB refuses, with AWS's code in a line before the decision", async () => {
    const { response, lines } = await login(awsError(400, "AccessDeniedException"), await deployedHandler());
    expect(response).toMatchObject({ isAuthenticated: false, policyDocuments: [] });
    expect(lines).toEqual([
      { event: "store-error", code: "AccessDeniedException" },
      expect.objectContaining({ event: "decision", outcome: "refused", reason: "store-unavailable", user: "meter-1" }),
    ]);
  });

  it("refuses if an answer is not DynamoDB's", async () => {
    for (const answer of [{ Item: null }, { Item: "x" }, { Item: { group: null } }, { Item: [] }]) {
      const { response } = await login([200, answer], await deployedHandler());
      expect(response).toMatchObject({ isAuthenticated: false, policyDocuments: [] });
    }
  });

  it("does the same work for an unknown name, and for an item that is no user, as for a wrong password where people choose theirs", async () => {
    const handler = await deployedHandler({ chosenPasswords: true });
    const chosen = item({ secrets: { L: [{ S: await hashChosenPassword(Buffer.from("chosen by a person")) }] } });
    const malformed = item({ disabled: { S: "no" } });
    const { work } = await login(chosen, handler, "wrong");
    // There is one call for each secret that a user may have.
    const once = expect.objectContaining({ N: 2 ** 15, r: 8, p: 1 });
    expect(work).toEqual([once, once]);
    expect((await login([200, {}], handler, "wrong")).work).toEqual(work);
    expect((await login(malformed, handler, "wrong")).work).toEqual(work);
  });
});

describe("a package that names no table", () => {
  it("does not start", async () => {
    const handler = deployedHandler;
    await handler();
    const directory = (loaded[0] as unknown as { directory: string }).directory;
    writeFileSync(join(directory, "access.json"), JSON.stringify({ format: 1, groups: {}, refusalWork: {} }));
    jest.resetModules();
    expect(() => require(join(directory, "index.js"))).toThrow("access.json names no table");
  });
});
