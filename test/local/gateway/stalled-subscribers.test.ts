import { once } from "node:events";
import { connect } from "node:tls";
import { createWebSocketStream, WebSocket } from "ws";
import type { BrokerEvent } from "../../../local/broker";
import { TestClient } from "../broker/helpers/test-client";
import { openTestGateway, type TestGateway } from "./test-gateway";

const HEALTHY = 4;
/** More messages than the operating system and the limits hold for a client that does not read. */
const MOST_MESSAGES = 400;
const PAYLOAD = "x".repeat(100_000);

/** Bytes that may wait for all clients together: less than {@link MANY} clients could have by their own limits. */
const WAITING = 20_000_000;

const MANY = 50;

let gateway: TestGateway;
let events: BrokerEvent[];
let open: TestClient[];
beforeEach(async () => {
  events = [];
  open = [];
  const limits = { unsentBytes: 300_000, queuedBytes: 1_000_000, waitingBytes: WAITING, closeGraceMs: 50 };
  gateway = await openTestGateway({ broker: { onEvent: (event) => events.push(event), tellTraffic: false, limits } });
});
afterEach(async () => {
  for (const { stream } of open) stream.destroy();
  await gateway.close();
});

async function connected(clientId: string, transport: "TLS" | "WebSocket", version: 4 | 5) {
  const { port, ca } = gateway;
  let client: TestClient;
  let pause: () => void;
  if (transport === "TLS") {
    const socket = connect({ host: "127.0.0.1", port, servername: "localhost", ca, ALPNProtocols: ["mqtt"] });
    client = new TestClient(socket);
    pause = () => client.stream.pause();
  } else {
    const webSocket = new WebSocket(`wss://localhost:${port}/mqtt`, "mqtt", { ca, perMessageDeflate: false });
    await once(webSocket, "open");
    client = new TestClient(createWebSocketStream(webSocket));
    pause = () => webSocket.pause();
  }
  open.push(client);
  await client.connect({ clientId, protocolVersion: version });
  return { client, pause };
}

/** Returns the clients that missed a message or were disconnected, with the reason. */
const hurt = (): ReadonlyMap<string | undefined, string> =>
  new Map(
    events.flatMap((event): [string | undefined, string][] => {
      if (event.type === "dropped") return [[event.clientId, event.cause]];
      return event.type === "disconnected" ? [[event.clientId, event.disconnectReason]] : [];
    }),
  );

const all = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)));

describe.each(["TLS", "WebSocket"] as const)("Over %s", (transport) => {
  test.each([
    [1, 4, 0],
    [1, 5, 0],
    [1, 4, 1],
    [1, 5, 1],
    [MANY, 4, 0],
    [MANY, 5, 0],
    [MANY, 4, 1],
    [MANY, 5, 1],
  ] as const)(
    "%s stalled subscribers of MQTT version %s and QoS %s hurt only themselves",
    async (count, version, qos) => {
      const subscriber = async (name: string) => {
        const one = await connected(name, transport, version);
        await one.client.subscribe({ topic: "a", qos });
        return one;
      };
      const healthy = await all(HEALTHY, (at) => subscriber(`healthy-${at}`));
      const stalled = await all(count, (at) => subscriber(`stalled-${at}`));
      for (const { pause } of stalled) pause();
      const { client: publisher } = await connected("publisher", transport, version);

      const names = new Set(stalled.map((_, at) => `stalled-${at}`));
      for (let number = 0; number < MOST_MESSAGES && hurt().size < count; number++) {
        // The PUBLISH is acknowledged without delay.
        expect(await publisher.publishAcknowledged("a", `${number} ${PAYLOAD}`)).toMatchObject({ cmd: "puback" });
        for (const { client } of healthy) expect((await client.receive()).payload.toString()).toMatch(`${number} x`);
      }

      const reasons = qos === 0 ? ["client-too-slow"] : ["THROTTLED", "session-ended"];
      expect(new Set(hurt().keys())).toEqual(names);
      for (const reason of hurt().values()) expect(reasons).toContain(reason);
      const { memory } = (gateway.broker as unknown as { core: { memory: { used: number } } }).core;
      // Each client may use 1/256 of the memory in any case, one more message, and its stream's buffer.
      expect(memory.used).toBeLessThan(WAITING + count * (WAITING / 256 + 3 * PAYLOAD.length));
    },
    60_000,
  );
});
