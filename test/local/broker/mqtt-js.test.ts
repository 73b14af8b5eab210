import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { Broker } from "../../../local/broker";
import { policyWith } from "./helpers/test-broker";

const policy = policyWith({ publish: (topic) => ({ allowed: !topic.startsWith("forbidden/") }) });
const broker = new Broker({
  authenticate: async ({ password }) =>
    password?.toString() === "right" ? { ok: true, policy } : { ok: false, reason: "not-authorized" },
});
let server: Server;
const clients: MqttClient[] = [];

beforeAll(async () => {
  server = createServer((socket) => broker.accept(socket, { id: randomUUID(), transport: "mqtt" }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.close();
  await new Promise((resolve) => server.close(resolve));
});

function connect(options: IClientOptions): MqttClient {
  const { port } = server.address() as AddressInfo;
  const client = mqtt.connect({
    host: "127.0.0.1",
    port,
    username: "user",
    password: "right",
    reconnectPeriod: 0,
    ...options,
  });
  clients.push(client);
  return client;
}

const errorOf = (client: MqttClient) => new Promise<Error>((resolve) => client.once("error", resolve));
const messageTo = (client: MqttClient) =>
  new Promise<[string, string]>((resolve) => {
    client.once("message", (topic, payload) => resolve([topic, payload.toString()]));
  });

describe.each([4, 5] as const)("mqtt.js with MQTT version %s over TCP", (protocolVersion) => {
  test("publishes to itself and to another client, QoS 0 and 1", async () => {
    const one = connect({ protocolVersion });
    const other = connect({ protocolVersion });
    await one.subscribeAsync("a/+", { qos: 1 });
    await other.subscribeAsync("b", { qos: 0 });
    const toOne = messageTo(one);
    const toOther = messageTo(other);
    await other.publishAsync("a/x", "to one", { qos: 1 });
    await one.publishAsync("b", "to other");
    expect(await toOne).toEqual(["a/x", "to one"]);
    expect(await toOther).toEqual(["b", "to other"]);
  });

  test("sees a refused login", async () => {
    const error = await errorOf(connect({ protocolVersion, password: "wrong" }));
    expect(error).toMatchObject({ code: protocolVersion === 5 ? 0x87 : 5 });
  });

  test("gets a thousand messages in order, sent all at once", async () => {
    const client = connect({ protocolVersion });
    const topic = `burst/${protocolVersion}`;
    await client.subscribeAsync(topic, { qos: 1 });
    const received: string[] = [];
    const all = new Promise<void>((resolve) => {
      client.on("message", (_, payload) => {
        if (received.push(payload.toString()) === 1000) resolve();
      });
    });
    await Promise.all(Array.from({ length: 1000 }, (_, at) => client.publishAsync(topic, `${at}`, { qos: 1 })));
    await all;
    expect(received).toEqual(Array.from({ length: 1000 }, (_, at) => `${at}`));
  });

  test("resumes a session and gets what it missed", async () => {
    const clientId = `sleeper${protocolVersion}`;
    const kept = { protocolVersion, clientId, clean: false, properties: { sessionExpiryInterval: 60 } };
    const before = connect(kept);
    await before.subscribeAsync(`missed/${protocolVersion}`, { qos: 1 });
    await before.endAsync();
    await connect({ protocolVersion }).publishAsync(`missed/${protocolVersion}`, "x", { qos: 1 });
    const after = connect(kept);
    expect(await messageTo(after)).toEqual([`missed/${protocolVersion}`, "x"]);
  });
});

test("mqtt.js rejects a publish that MQTT 5 denies, and stays connected", async () => {
  const client = connect({ protocolVersion: 5 });
  await expect(client.publishAsync("forbidden/x", "x", { qos: 1 })).rejects.toMatchObject({ code: 0x87 });
  await client.publishAsync("allowed", "x", { qos: 1 });
});

test("mqtt.js uses topic aliases in both directions", async () => {
  const client = connect({
    protocolVersion: 5,
    properties: { topicAliasMaximum: 4 },
    autoUseTopicAlias: true,
    autoAssignTopicAlias: true,
  });
  await client.subscribeAsync("alias/+", { qos: 1 });
  const seen: string[] = [];
  const all = new Promise<void>((resolve) => {
    client.on("message", (topic) => {
      if (seen.push(topic) === 40) resolve();
    });
  });
  for (let count = 0; count < 40; count++) await client.publishAsync(`alias/${count % 12}`, "x", { qos: 1 });
  await all;
  expect(seen).toEqual(Array.from({ length: 40 }, (_, at) => `alias/${at % 12}`));
});
