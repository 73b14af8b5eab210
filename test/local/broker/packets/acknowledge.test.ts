import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const SMALL = { congestedMessages: 4, congestedBytes: 20_000, outboundUnacknowledged: 1, stalledAfterMs: 1000 };
const settle = async () => {
  for (let count = 0; count < 20; count++) await new Promise(setImmediate);
};

/** A subscriber that acknowledges nothing, and more messages on their way to it than it should be behind. */
async function congested(version: 4 | 5, limits = {}) {
  const broker = testBroker({ limits: { ...SMALL, ...limits } });
  const slow = await broker.connect("slow", { protocolVersion: version });
  await slow.subscribe("a");
  const publisher = await broker.connect("publisher", { protocolVersion: version });
  for (let count = 0; count < 5; count++) await publisher.publishAcknowledged("a", `${count}`);
  return { ...broker, slow, publisher };
}

describe("a QoS 1 publisher", () => {
  test("gets its PUBACK only when a slow subscriber has caught up, and nothing is lost", async () => {
    const { slow, publisher } = await congested(4);
    publisher.publish("a", "5");
    await settle();
    expect(publisher.inbox).toEqual([]);
    expect(await slow.receivePayloads(6)).toEqual(["0", "1", "2", "3", "4", "5"]);
    await publisher.next("puback");
  });

  test("may still acknowledge, subscribe and ping while its PUBACK waits", async () => {
    const { publisher } = await congested(4);
    publisher.publish("a", "5");
    await publisher.subscribe("b");
    await publisher.expectNothing();
  });

  test.each([
    ["goes away", "kill"],
    ["disconnects", "disconnect"],
  ] as const)("gets its PUBACK when the slow subscriber %s", async (_, way) => {
    const { slow, publisher } = await congested(4);
    publisher.publish("a", "5");
    await settle();
    slow.inbox.length = 0;
    await slow[way]();
    await publisher.next("puback");
  });

  test("does not wait for a subscriber that takes in nothing any more", async () => {
    const { wallClock, publisher } = await congested(4);
    publisher.publish("a", "5");
    await settle();
    wallClock.advance(1000);
    await publisher.next("puback");
    await publisher.publishAcknowledged("a", "6");
  });

  test("of MQTT 5 is disconnected with 0x93 if it sends more than 100 unacknowledged messages [MQTT-3.3.4-8]", async () => {
    const { publisher } = await congested(5, { inboundUnacknowledged: 3 });
    for (let count = 0; count < 4; count++) publisher.publish("a", "x");
    expect(await publisher.disconnectCode()).toBe(0x93);
  });

  test("of MQTT 3.1.1 is not read from while too many are unacknowledged, and goes on afterwards", async () => {
    const { slow, publisher, told } = await congested(4, { inboundUnacknowledged: 3 });
    for (let count = 5; count < 25; count++) publisher.publish("a", `${count}`);
    await settle();
    expect(told("published")).toHaveLength(5 + 4);
    expect(await slow.receivePayloads(25)).toEqual(Array.from({ length: 25 }, (_, at) => `${at}`));
    for (let count = 5; count < 25; count++) await publisher.next("puback");
  });

  test("does not wait for itself", async () => {
    const { connect } = testBroker({ limits: SMALL });
    const client = await connect("c");
    await client.subscribe("a");
    for (let count = 0; count < 10; count++) client.publish("a", "x");
    await client.next("publish");
    for (let count = 0; count < 10; count++) await client.next("puback");
  });
});

describe("a QoS 0 publisher", () => {
  /** A subscriber that reads nothing from its socket. */
  async function deafSubscriber(limits = {}) {
    const broker = testBroker({ limits: { ...SMALL, ...limits } });
    const deaf = await broker.connect("deaf");
    await deaf.subscribe({ topic: "a", qos: 0 });
    deaf.stream.pause();
    const publisher = await broker.connect("publisher");
    const flood = (count: number) => {
      for (let sent = 0; sent < count; sent++) publisher.publish("a", Buffer.alloc(5000), { qos: 0 });
    };
    return { ...broker, deaf, publisher, flood };
  }

  test("is not read from while a subscriber's unsent bytes pile up, and nothing is dropped", async () => {
    const { deaf, flood, told } = await deafSubscriber();
    flood(100);
    await settle();
    const taken = told("published").length;
    expect(taken).toBeLessThan(30);
    deaf.stream.resume();
    for (let count = 0; count < 100; count++) await deaf.next("publish");
    expect(told("dropped")).toEqual([]);
  });

  test("goes on if the subscriber takes in nothing any more; then what is too much is dropped and told", async () => {
    const { flood, wallClock, told, publisher } = await deafSubscriber({ unsentBytes: 40_000 });
    flood(100);
    await settle();
    wallClock.advance(1000);
    await settle();
    await publisher.expectNothing();
    expect(told("published")).toHaveLength(100);
    expect(told("dropped").length).toBeGreaterThan(50);
    expect(told("dropped")[0]).toEqual({
      type: "dropped",
      clientId: "deaf",
      topic: "a",
      qos: 0,
      cause: "client-too-slow",
    });
  });

  test("goes on when the subscriber is gone", async () => {
    const { deaf, flood, publisher, told } = await deafSubscriber();
    flood(100);
    await settle();
    await deaf.kill();
    await publisher.expectNothing();
    expect(told("published")).toHaveLength(100);
  });
});
