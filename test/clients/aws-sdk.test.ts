import { generateKeyPairSync, sign } from "node:crypto";
import { join } from "node:path";
import { run } from "../helpers/run";
import type { StandIn } from "../helpers/stand-in";
import { allowing, type CustomStandIn, startWithHandler } from "./custom-function";
import { startStandIn } from "./stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const WAYS = ["mqtt5", "mqtt5-websocket", "mqtt311"] as const;

async function sdk(way: (typeof WAYS)[number], server: { port: number; ca: string }, login: object): Promise<string> {
  const options = { way, ...server, topic: `telemetry/${PRINTER}`, forbidden: `telemetry/${CAMERA}`, ...login };
  const program = join(__dirname, "aws-sdk-client.cjs");
  return (await run(process.execPath, [program, JSON.stringify(options)], { timeout: 20_000 })).output;
}

describe("the AWS IoT Device SDK", () => {
  let standIn: StandIn;
  beforeAll(async () => {
    standIn = await startStandIn();
  });
  afterAll(() => standIn?.close());
  const login = (way: (typeof WAYS)[number], more: object = {}) => {
    const credentials = { clientId: PRINTER, username: PRINTER, password: PASSWORD, authorizerName: "clients" };
    return sdk(way, { port: standIn.core.port, ca: standIn.caFile }, { ...credentials, ...more });
  };

  it.each(WAYS)("logs in with user name and password (%s)", async (way) => {
    const output = await login(way);
    expect(output).toContain("connected");
    expect(output).toContain(`received telemetry/${PRINTER} hello from the SDK`);
  });

  it("uses the default authorizer if it names none, although it adds a query string to the user name", async () => {
    expect(await login("mqtt5", { authorizerName: undefined })).toContain("connected");
  });

  it.each(["mqtt5", "mqtt5-websocket"] as const)("receives reason code 135 for a forbidden topic (%s)", async (way) => {
    expect(await login(way)).toContain("forbidden publish 135");
  });

  it.each([
    ["a wrong password", { password: "wrong" }],
    ["an unknown user", { username: "nobody", clientId: "nobody" }],
    ["another user's client id", { clientId: CAMERA }],
    ["an authorizer that does not exist", { authorizerName: "none" }],
  ])("is refused with %s", async (_, wrong) => {
    const [direct, webSocket, mqtt311] = await Promise.all(WAYS.map((way) => login(way, wrong)));
    const words = "Client is not authenticated/authorized to send the message";
    expect(direct).toContain(`refused 135 CONNACK:${words}`);
    expect(webSocket).toContain(`refused 135 CONNACK:${words}`);
    expect(mqtt311).toMatch(/refused/);
    expect(mqtt311).not.toMatch(/connected/);
  });
});

describe("the AWS IoT Device SDK with a signed token", () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const tokenSignature = sign("sha256", Buffer.from("a-token"), privateKey).toString("base64");
  let standIn: CustomStandIn;
  beforeAll(async () => {
    standIn = await startWithHandler(
      allowing(),
      {},
      {
        signingDisabled: false,
        tokenKeyName: "tok",
        publicKeys: { first: publicKey.export({ type: "spki", format: "pem" }).toString() },
        setAsDefault: false,
      },
    );
  });
  afterAll(() => standIn?.close());
  const login = (way: (typeof WAYS)[number], more: object = {}) => {
    const token = { tokenKeyName: "tok", tokenValue: "a-token", tokenSignature };
    const credentials = { clientId: PRINTER, username: "someone", password: "x", authorizerName: "custom", ...token };
    const server = { port: standIn.core.port, ca: standIn.core.certificates.caFile };
    return sdk(way, server, { ...credentials, ...more });
  };

  it.each(WAYS)("logs in, and the function receives the token (%s)", async (way) => {
    const calls = standIn.calls().length;
    expect(await login(way)).toContain("received");
    expect(standIn.calls()[calls]).toMatchObject({ token: "a-token", signatureVerified: true });
  });

  it.each(WAYS)("is refused for another token, without a call of the function (%s)", async (way) => {
    const calls = standIn.calls().length;
    expect(await login(way, { tokenValue: "another" })).toContain("refused");
    expect(standIn.calls()).toHaveLength(calls);
  });
});
