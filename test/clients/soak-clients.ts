/** The clients of the soak test: publishers and subscribers with QoS 1, of which some are killed and connect again. */
import { readFileSync } from "node:fs";
import { connect as connectTls, createSecureContext, type TLSSocket } from "node:tls";
import mqtt, { type MqttClient } from "mqtt";

interface Task {
  readonly port: number;
  readonly caFile: string;
  readonly clients: number;
  readonly subscribers: number;
  readonly messages: number;
  readonly kills: number;
}

process.once("message", async (task: Task) => {
  const started = Date.now();
  // ECDSA only: with the server's RSA certificate, handshakes would take most of its time, and this test is about
  // messages.
  const secureContext = createSecureContext({ ca: readFileSync(task.caFile), sigalgs: "ECDSA+SHA256" });
  const received = new Map<string, number>();
  const acknowledged: string[] = [];
  let kills = 0;

  /** The latest stream of each client. A client is killed by destroying its stream, as when a network breaks. */
  const streams = new Map<string, TLSSocket>();
  const join = (clientId: string, prepare: (client: MqttClient) => void = () => {}) =>
    new Promise<MqttClient>((resolve) => {
      const client = new mqtt.MqttClient(
        () => {
          const target = { host: "127.0.0.1", port: task.port, servername: "localhost" };
          const stream = connectTls({ ...target, ALPNProtocols: ["mqtt"], secureContext });
          streams.set(clientId, stream);
          return stream;
        },
        { clientId, clean: false, protocolVersion: 4, reconnectPeriod: 50, connectTimeout: 60_000, keepalive: 300 },
      );
      client.on("error", () => {});
      prepare(client);
      client.once("connect", () => resolve(client));
    });

  const subscribers = await inTurn(task.subscribers, 50, async (index) => {
    const client = await join(`sub-${index}`, (one) =>
      one.on("message", (_, payload) => {
        const text = String(payload);
        received.set(text, (received.get(text) ?? 0) + 1);
      }),
    );
    await client.subscribeAsync(`soak/${index}`, { qos: 1 });
    return client;
  });
  const publishers = await inTurn(task.clients - task.subscribers, 50, (index) => join(`pub-${index}`));
  const connected = [...subscribers, ...publishers].filter((client) => client.connected).length;

  const killing = (async () => {
    const names = [...streams.keys()];
    while (kills < task.kills) {
      const name = names[Math.floor(Math.random() * names.length)] as string;
      const stream = streams.get(name);
      if (stream?.authorized && !stream.destroyed) {
        stream.destroy();
        kills++;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await Promise.all(
    publishers.map(async (client, index) => {
      for (let number = 0; number < task.messages; number++) {
        const text = `${index}/${number}`;
        await client.publishAsync(`soak/${index % task.subscribers}`, text, { qos: 1 });
        acknowledged.push(text);
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      }
    }),
  );
  await killing;
  await eventually(() => acknowledged.every((text) => received.has(text)));

  const lost = acknowledged.filter((text) => !received.has(text));
  const duplicates = [...received.values()].filter((times) => times > 1).length;
  const milliseconds = Date.now() - started;
  process.send?.({ connected, acknowledged: acknowledged.length, lost, duplicates, kills, milliseconds }, () =>
    process.exit(),
  );
});

/** Runs an action for each number, at most `atOnce` at a time. @returns the results in order */
async function inTurn<T>(count: number, atOnce: number, action: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const index = next++;
      results[index] = await action(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

/** Waits until a condition holds, at most 20 seconds. */
async function eventually(isSo: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!isSo() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
}
