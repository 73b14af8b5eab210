import { readFileSync } from "node:fs";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import type { StandIn } from "../helpers/stand-in";
import { startStandIn } from "./stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const TRANSPORTS = [
  ["TLS", 4],
  ["TLS", 5],
  ["WebSocket", 4],
  ["WebSocket", 5],
] as const;

let standIn: StandIn;
const clients: MqttClient[] = [];
beforeAll(async () => {
  standIn = await startStandIn();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.end(true);
});
afterAll(() => standIn?.close());

async function connect(transport: "TLS" | "WebSocket", options: IClientOptions): Promise<MqttClient> {
  const url = transport === "TLS" ? `mqtts://localhost:${standIn.port}` : `wss://localhost:${standIn.port}/mqtt`;
  const client = mqtt.connect(url, {
    ca: readFileSync(standIn.caFile),
    ...(transport === "TLS" && { ALPNProtocols: ["mqtt"] }),
    reconnectPeriod: 0,
    password: PASSWORD,
    ...options,
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve()).once("error", reject);
    client.once("close", () => reject(new Error("closed")));
  });
  return client;
}

describe.each(TRANSPORTS)("mqtt.js over %s, protocol level %i", (transport, protocolVersion) => {
  it("carries messages from one user to another", async () => {
    const options = { protocolVersion };
    const camera = await connect(transport, { ...options, username: CAMERA, clientId: CAMERA });
    const printer = await connect(transport, { ...options, username: `${PRINTER}?SDK=x`, clientId: PRINTER });
    const received = new Promise((resolve) => {
      camera.on("message", (topic, payload) => resolve([topic, String(payload)]));
    });
    await camera.subscribeAsync("telemetry/#", { qos: 1 });
    await printer.publishAsync(`telemetry/${PRINTER}`, "paper is low", { qos: 1 });
    expect(await received).toEqual([`telemetry/${PRINTER}`, "paper is low"]);
  });

  it.each([
    ["a wrong password", { username: PRINTER, clientId: PRINTER, password: "wrong" }],
    ["an unknown user", { username: "nobody", clientId: "nobody" }],
    ["another user's client id", { username: PRINTER, clientId: CAMERA }],
  ])("is refused with %s", async (_, login) => {
    await expect(connect(transport, { protocolVersion, ...login })).rejects.toMatchObject({
      code: protocolVersion === 5 ? 135 : 5,
    });
  });

  it("receives reason code 135 for a forbidden topic over MQTT 5, and is disconnected over MQTT 3.1.1", async () => {
    const printer = await connect(transport, { protocolVersion, username: PRINTER, clientId: PRINTER });
    const closed = new Promise<string>((resolve) => printer.once("close", () => resolve("closed")));
    const published = printer.publishAsync(`telemetry/${CAMERA}`, "x", { qos: 1 }).catch((error: Error) => error);
    if (protocolVersion === 5) expect(await published).toMatchObject({ code: 135 });
    else expect(await closed).toBe("closed");
  });
});

describe("mqtt.js", () => {
  it("has its Will published when its connection breaks, and not when it disconnects over a WebSocket", async () => {
    const camera = await connect("TLS", { username: CAMERA, clientId: CAMERA });
    const heard: string[] = [];
    await camera.subscribeAsync("telemetry/#", { qos: 1 });
    const last = new Promise<void>((resolve) => {
      camera.on("message", (_, payload) => {
        heard.push(String(payload));
        if (String(payload) === "vanished") resolve();
      });
    });
    const will = (payload: string) => ({
      topic: `telemetry/${PRINTER}`,
      payload: Buffer.from(payload),
      qos: 1 as const,
    });
    const polite = await connect("WebSocket", { username: PRINTER, clientId: PRINTER, will: will("polite") });
    await polite.endAsync();
    const rude = await connect("TLS", { username: PRINTER, clientId: PRINTER, will: will("vanished") });
    rude.stream.destroy();
    await last;
    expect(heard).toEqual(["vanished"]);
  });
});
