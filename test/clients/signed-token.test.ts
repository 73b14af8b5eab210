import { readFileSync } from "node:fs";
import { IoTClient, TestInvokeAuthorizerCommand } from "@aws-sdk/client-iot";
import mqtt, { type IClientOptions } from "mqtt";
import { describeWith } from "../helpers/needs";
import { run } from "../helpers/run";
import { keyPair } from "../identity/tokens/key-pair";
import { AUTHORIZER, type SignedStandIn, startSignedStandIn } from "./signed-stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

let standIn: SignedStandIn;
let iot: IoTClient;
beforeAll(async () => {
  standIn = await startSignedStandIn();
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
  iot = new IoTClient({ endpoint: standIn.core.controlPlane.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterAll(async () => {
  iot?.destroy();
  await standIn?.close();
});

const testInvoke = async (input: object) => {
  const command = new TestInvokeAuthorizerCommand({ authorizerName: AUTHORIZER, ...input });
  return iot.send(command).then(
    ({ isAuthenticated }) => (isAuthenticated ? "let in" : standIn.decisions().at(-1)),
    (error: Error) => error.name,
  );
};
const tokenOf = ({ token, signature }: { token: string; signature: string }) => ({ token, tokenSignature: signature });
const mqttContext = (username: string, password?: string) => ({
  mqttContext: { username, clientId: username, ...(password ? { password: Buffer.from(password) } : {}) },
});

describe("TestInvokeAuthorizer with signing", () => {
  it("accepts a token alone, and with a user name and the right password", async () => {
    expect(await testInvoke(tokenOf(standIn.issue()))).toBe("let in");
    expect(await testInvoke({ ...tokenOf(standIn.issue()), ...mqttContext(PRINTER) })).toBe("let in");
    const camera = standIn.issue({ sub: CAMERA });
    expect(await testInvoke({ ...tokenOf(camera), ...mqttContext(CAMERA) })).toBe("let in");
    expect(await testInvoke({ ...tokenOf(camera), ...mqttContext(CAMERA, PASSWORD) })).toBe("let in");
  });

  it.each([
    ["token-expired", { exp: 1_700_000_000 }],
    ["token-not-yet-valid", { nbf: 4_000_000_000 }],
    ["token-wrong-audience", { aud: "signed-clients" }],
    ["unknown-user", { sub: "nobody" }],
    ["user-disabled", { sub: "off" }],
  ])("refuses: %s", async (reason, claims) => {
    expect(await testInvoke(tokenOf(standIn.issue(claims)))).toBe(reason);
  });

  it("refuses a token with another user's name, a wrong password, or a password of a user who has none", async () => {
    const camera = tokenOf(standIn.issue({ sub: CAMERA }));
    expect(await testInvoke({ ...camera, ...mqttContext(PRINTER) })).toBe("token-of-another-user");
    expect(await testInvoke({ ...camera, ...mqttContext(CAMERA, "wrong") })).toBe("wrong-password");
    expect(await testInvoke({ ...tokenOf(standIn.issue()), ...mqttContext(PRINTER, PASSWORD) })).toBe("wrong-password");
  });

  it("does not call the handler for a changed token, a token of another key, or a password alone", async () => {
    const calls = standIn.decisions().length;
    const { token, signature } = standIn.issue();
    const [header, payload = ""] = token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: CAMERA })).toString("base64url");
    expect(await testInvoke(tokenOf({ token: `${header}.${forged}`, signature }))).toBe("UnauthorizedException");
    expect(await testInvoke(tokenOf(standIn.issue({}, keyPair())))).toBe("UnauthorizedException");
    expect(await testInvoke(mqttContext(CAMERA, PASSWORD))).toBe("UnauthorizedException");
    expect(standIn.decisions()).toHaveLength(calls);
  });
});

describe("mqtt.js with a token as iot-auth prints it", () => {
  const connect = async (url: string, options: IClientOptions) => {
    const client = await mqtt.connectAsync(url, {
      ca: readFileSync(standIn.caFile),
      protocolVersion: 5,
      clientId: PRINTER,
      reconnectPeriod: 0,
      ...options,
    });
    const [granted] = await client.subscribeAsync(`telemetry/${PRINTER}`, { qos: 1 });
    await client.endAsync();
    return granted?.qos;
  };

  it("logs in over TLS with the user name, and without a password", async () => {
    const { mqttUserName } = standIn.issue().forms;
    const options = { ALPNProtocols: ["mqtt"], username: mqttUserName };
    expect(await connect(`mqtts://localhost:${standIn.core.port}`, options)).toBe(1);
  });

  it("logs in over WebSocket with the address alone", async () => {
    expect(await connect(standIn.issue().forms.webSocketUrl, {})).toBe(1);
  });

  it("is refused with an expired token, and with another user's name", async () => {
    const ended = standIn.issue({ exp: 1_700_000_000 }).forms.mqttUserName;
    const anothers = standIn.issue({ sub: CAMERA }).forms.mqttUserName.replace(CAMERA, PRINTER);
    for (const username of [ended, anothers]) {
      const attempt = connect(`mqtts://localhost:${standIn.core.port}`, { ALPNProtocols: ["mqtt"], username });
      await expect(attempt).rejects.toMatchObject({ code: 135 });
    }
    expect(standIn.decisions().slice(-2)).toEqual(["token-expired", "token-of-another-user"]);
  });
});

describeWith(["curl"], "curl with a token as iot-auth prints it", () => {
  const curl = async (line = "") => {
    const { output } = await run("sh", ["-c", `${line} --silent --cacert "$CA"`], {
      env: { ...process.env, CA: standIn.caFile },
    });
    return JSON.parse(output).message;
  };

  it("publishes over HTTPS", async () => {
    expect(await curl(standIn.issue().forms.curl)).toBe("OK");
  });

  it("is refused with an expired token", async () => {
    expect(await curl(standIn.issue({ exp: 1_700_000_000 }).forms.curl)).toBe("Forbidden");
  });
});

it("no event or log line contains a token or a signature", () => {
  expect(standIn.decisions().length).toBeGreaterThan(0);
  expect(standIn.log()).not.toMatch(/eyJ|x-amz-customauthorizer-signature/);
});
