import { join } from "node:path";
import { run } from "../helpers/run";
import { AUTHORIZER, type SignedStandIn, startSignedStandIn, TOKEN_KEY } from "./signed-stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const WAYS = ["mqtt5", "mqtt5-websocket", "mqtt311"] as const;

describe("the AWS IoT Device SDK's builders for signed authorizers", () => {
  let standIn: SignedStandIn;
  beforeAll(async () => {
    standIn = await startSignedStandIn();
  });
  afterAll(() => standIn?.close());

  const login = async (way: (typeof WAYS)[number], user: string, more: object = {}, claims: object = {}) => {
    const { token, signature } = standIn.issue({ sub: user, ...claims });
    const options = {
      way,
      port: standIn.core.port,
      ca: standIn.caFile,
      topic: `telemetry/${user}`,
      forbidden: "telemetry",
      clientId: user,
      username: user,
      authorizerName: AUTHORIZER,
      tokenKeyName: TOKEN_KEY,
      tokenValue: token,
      tokenSignature: signature,
      password: "",
      ...more,
    };
    const program = join(__dirname, "aws-sdk-client.cjs");
    return (await run(process.execPath, [program, JSON.stringify(options)], { timeout: 20_000 })).output;
  };

  it.each(WAYS)("log in a user without a password (%s)", async (way) => {
    expect(await login(way, PRINTER)).toContain(`received telemetry/${PRINTER} hello from the SDK`);
  });

  it.each(WAYS)("log in a user with a token and a password (%s)", async (way) => {
    expect(await login(way, CAMERA, { password: PASSWORD })).toContain("connected");
  });

  it.each([
    ["token-expired", {}, { exp: 1_700_000_000 }],
    ["token-wrong-audience", {}, { aud: "another" }],
    ["wrong-password", { password: "wrong" }, {}],
    ["token-of-another-user", { username: PRINTER, clientId: PRINTER }, {}],
  ])("are refused: %s", async (reason, more, claims) => {
    const outputs = await Promise.all(WAYS.map((way) => login(way, CAMERA, more, claims)));
    for (const output of outputs) expect(output).toContain("refused");
    expect(standIn.decisions().slice(-3)).toEqual([reason, reason, reason]);
  });

  it.each(WAYS)("are refused with the signature of another token, without a call of the handler (%s)", async (way) => {
    const calls = standIn.decisions().length;
    const { signature } = standIn.issue({ sub: PRINTER });
    expect(await login(way, CAMERA, { tokenSignature: signature })).toContain("refused");
    expect(standIn.decisions()).toHaveLength(calls);
  });
});
