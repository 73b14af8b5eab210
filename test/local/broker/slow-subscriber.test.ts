import { assumptionOptions, parseAssumption } from "../../../cli/local/assumption-options";
import { closeBrokers, testBroker } from "./helpers/test-broker";
import type { TestClient } from "./helpers/test-client";

afterEach(closeBrokers);

const HEALTHY = 200;
const kept = (protocolVersion: 4 | 5) => ({
  protocolVersion,
  clean: false,
  properties: { sessionExpiryInterval: 3600 },
});
const settle = async () => {
  for (let count = 0; count < 20; count++) await new Promise(setImmediate);
};

type Broker = ReturnType<typeof testBroker>;

async function subscribers(broker: Broker, names: readonly string[], version: 4 | 5, qos: 0 | 1, topic = "a") {
  const clients: TestClient[] = [];
  for (const name of names) {
    const client = await broker.connect(name, kept(version));
    await client.subscribe({ topic, qos });
    clients.push(client);
  }
  return clients;
}
const named = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const numbers = (count: number) => Array.from({ length: count }, (_, at) => `${at}`);

describe.each([
  [1, 4],
  [50, 4],
  [1, 5],
  [50, 5],
] as const)("%s stalled subscribers of MQTT version %s among 200 healthy ones", (stalledCount, version) => {
  test("of a QoS 0 topic miss messages; the others get every one, and the publisher is never held up", async () => {
    const broker = testBroker({ limits: { unsentBytes: 50_000 } });
    const healthy = await subscribers(broker, named("healthy", HEALTHY), version, 0);
    const stalled = await subscribers(broker, named("stalled", stalledCount), version, 0);
    for (const { stream } of stalled) stream.pause();
    const publisher = await broker.connect("publisher", { protocolVersion: version });
    for (const number of numbers(100)) publisher.publish("a", number.padEnd(2000), { qos: 0 });
    await publisher.expectNothing();
    for (const client of healthy) {
      expect((await client.receivePayloads(100)).map((payload) => payload.trim())).toEqual(numbers(100));
    }
    broker.wallClock.advance(1000);
    const lost = broker.told("dropped");
    expect(new Set(lost.map(({ clientId }) => clientId)).size).toBe(stalledCount);
    expect(lost.every(({ cause, qos }) => cause === "client-too-slow" && qos === 0)).toBe(true);
    expect(broker.told("disconnected")).toEqual([]);
  });

  test("of a QoS 1 topic are disconnected, and lose nothing of it; the others get every one", async () => {
    const broker = testBroker({ limits: { queuedMessages: 50, outboundUnacknowledged: 20 } });
    const healthy = await subscribers(broker, named("healthy", HEALTHY), version, 1);
    const stalled = await subscribers(broker, named("stalled", stalledCount), version, 1);
    const publisher = await broker.connect("publisher", { protocolVersion: version });
    for (const number of numbers(71)) {
      await publisher.publishAcknowledged("a", number);
      // Healthy clients read their messages.
      if (Number(number) % 20 === 19) for (const client of healthy) await client.receivePayloads(20);
    }
    for (const client of healthy) expect(await client.receivePayloads(11)).toEqual(numbers(71).slice(60));
    expect(broker.told("disconnected").map(({ clientId, disconnectReason }) => [clientId, disconnectReason])).toEqual(
      named("stalled", stalledCount).map((clientId) => [clientId, "THROTTLED"]),
    );
    const [first] = stalled;
    for (let count = 0; count < 20; count++) await first?.next("publish");
    if (version === 5) expect(await first?.disconnectCode()).toBe(0x97);
    else await first?.expectClosed();
    const back = await broker.connect("stalled0", kept(version));
    expect(await back.receivePayloads(71)).toEqual(numbers(71));
    expect(broker.told("dropped")).toEqual([]);
  });
});

test("100 stalled subscribers use no more than the memory that all of them share", async () => {
  const waitingBytes = 10_000_000;
  const broker = testBroker({ limits: { waitingBytes } });
  const names = named("stalled", 100);
  const stalled = [
    ...(await subscribers(broker, names.slice(0, 50), 4, 0)),
    ...(await subscribers(broker, names.slice(50), 5, 1)),
  ];
  for (const { stream } of stalled) stream.pause();
  const healthy = await broker.connect("healthy");
  await healthy.subscribe("a");
  const publisher = await broker.connect("publisher");
  for (const number of numbers(100)) {
    await publisher.publishAcknowledged("a", number.padEnd(4000));
    await healthy.receive();
  }
  await settle();
  const { memory } = (broker.broker as unknown as { core: { memory: { used: number } } }).core;
  expect(memory.used).toBeGreaterThan(waitingBytes / 2);
  // Each client may use 1/256 of the memory in any case, its stream's buffer, and one more message.
  expect(memory.used).toBeLessThan(waitingBytes + 100 * (waitingBytes / 256 + 16_384 + 4700));
  for (const { stream } of stalled) stream.destroy();
  await settle();
  expect(broker.told("disconnected").filter(({ disconnectReason }) => disconnectReason === "THROTTLED")).toHaveLength(
    50,
  );
});

describe("a subscriber that is too slow for QoS 1", () => {
  /** Makes a subscriber that has one more message waiting than is allowed, with a window of one message. */
  async function tooSlow(text: string, clean = false) {
    const { broker: assumed } = assumptionOptions(parseAssumption(text));
    const broker = testBroker({ ...assumed, limits: { queuedMessages: 2, outboundUnacknowledged: 1 } });
    const slow = await broker.connect5("slow", {
      ...kept(5),
      clean,
      properties: clean ? {} : { sessionExpiryInterval: 60 },
    });
    await slow.subscribe("a");
    const publisher = await broker.connect("publisher");
    for (const number of numbers(4)) await publisher.publishAcknowledged("a", number);
    return { ...broker, slow, publisher };
  }

  test("is disconnected by slowSubscriber=disconnect", async () => {
    const { slow, told } = await tooSlow("slowSubscriber=disconnect");
    await slow.next("publish");
    expect(await slow.disconnectCode()).toBe(0x97);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "THROTTLED", clientInitiated: false }]);
    expect(told("dropped")).toEqual([]);
  });

  test("loses waiting messages if its session ends with its connection, which is reported once for each topic", async () => {
    const { slow, told } = await tooSlow("slowSubscriber=disconnect", true);
    await slow.next("publish");
    await slow.disconnectCode();
    expect(told("dropped")).toEqual([
      { type: "dropped", clientId: "slow", topic: "a", qos: 1, cause: "session-ended", count: 4 },
    ]);
  });

  test("stays and misses messages by slowSubscriber=drop", async () => {
    const { slow, told } = await tooSlow("slowSubscriber=drop");
    expect(await slow.receivePayloads(3)).toEqual(["0", "1", "2"]);
    await slow.expectNothing();
    expect(told("dropped")).toEqual([{ type: "dropped", clientId: "slow", topic: "a", qos: 1, cause: "queue-full" }]);
    expect(told("disconnected")).toEqual([]);
  });

  test("does not prevent other subscribers from receiving the message at which it is disconnected", async () => {
    const broker = testBroker({ limits: { queuedMessages: 1, outboundUnacknowledged: 1 } });
    const [slow] = await subscribers(broker, ["slow"], 4, 1);
    const others = await subscribers(broker, named("other", 5), 4, 1);
    const publisher = await broker.connect("publisher");
    for (const number of numbers(3)) {
      await publisher.publishAcknowledged("a", number);
      for (const other of others) {
        expect(await other.receivePayloads(1)).toEqual([number]);
        await other.expectNothing();
      }
    }
    await slow?.next("publish");
    await slow?.expectClosed();
    expect(broker.told("dropped")).toEqual([]);
  });
});

test("a client that keeps sending packets without reading the answers is disconnected", async () => {
  const broker = testBroker({ limits: { unsentBytes: 10_000 } });
  const deaf = await broker.connect("deaf");
  deaf.stream.pause();
  for (let count = 0; count < 30_000; count++) deaf.publish("a", "x");
  while (broker.told("disconnected").length === 0) await new Promise(setImmediate);
  expect(broker.told("disconnected")).toMatchObject([{ clientId: "deaf", disconnectReason: "THROTTLED" }]);
});

test("a shared subscription skips a member that reads nothing, with QoS 0 as well", async () => {
  const broker = testBroker();
  const members = await subscribers(broker, ["deaf", "hearing"], 5, 0, "$share/group/a");
  members[0]?.stream.pause();
  const publisher = await broker.connect("publisher");
  for (let count = 0; count < 200; count++) {
    publisher.publish("a", Buffer.alloc(5000), { qos: 0 });
    await publisher.expectNothing();
  }
  await members[1]?.expectNothing().catch(() => undefined);
  expect(members[1]?.inbox.length).toBeGreaterThan(150);
});
