import type { IConnectPacket } from "mqtt-packet";
import { connect, fields, properties } from "../helpers/bytes";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

type WillPacket = NonNullable<IConnectPacket["will"]>;

/** Starts a broker and a client that subscribes to "last/words". */
async function setUp(options: Parameters<typeof testBroker>[0] = {}) {
  const broker = testBroker(options);
  const watcher = await broker.connect5("watcher");
  await watcher.subscribe("last/words");
  const will = (more: Partial<WillPacket> = {}) => ({
    will: { topic: "last/words", payload: Buffer.from("gone"), qos: 1 as const, retain: false, ...more },
  });
  return { ...broker, watcher, will };
}

const expiry = (sessionExpiryInterval: number) => ({ properties: { sessionExpiryInterval } });
const delay = (willDelayInterval: number) => ({ properties: { willDelayInterval } });

describe("a Will", () => {
  test("is published when the client disconnects without DISCONNECT [MQTT-3.1.2-8]", async () => {
    const { connect, watcher, will, told } = await setUp();
    await (await connect("c", will())).kill();
    expect(await watcher.receive()).toMatchObject({ topic: "last/words", qos: 1, retain: false });
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CONNECTION_LOST" }]);
  });

  test("keeps its user properties in the order they were written, also across names [MQTT-3.3.2-18]", async () => {
    const { open, watcher } = await setUp();
    const received: Buffer[] = [];
    watcher.stream.on("data", (chunk: Buffer) => received.push(chunk));
    const written = fields(0x26, "b", "1", 0x26, "a", "2", 0x26, "b", "3", 0x26, "1", "4");
    const client = open();
    client.expect(5);
    client.sendBytes(connect(5, 0x0e, properties(5, written), "last/words", "gone"));
    await client.next("connack");
    await client.kill();
    await watcher.receive();
    expect(Buffer.concat(received).includes(written)).toBe(true);
  });

  test("is not published after DISCONNECT [MQTT-3.14.4-3]", async () => {
    const { connect, watcher, will } = await setUp();
    await (await connect("c", will())).disconnect();
    await watcher.expectNothing();
  });

  test("is published after DISCONNECT 0x04, which asks for it (3.14.2.1)", async () => {
    const { connect5, watcher, will, told } = await setUp();
    await (await connect5("c", will())).disconnect({ reasonCode: 0x04 });
    await watcher.receive();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_INITIATED_DISCONNECT" }]);
  });

  test("is not published when a WebSocket was closed with a Close frame (life-cycle-events)", async () => {
    const { open, watcher, will, told } = await setUp();
    const client = open({ transport: "wss", endedByClient: () => true });
    await client.connect(will());
    await client.kill();
    await watcher.expectNothing();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_INITIATED_DISCONNECT" }]);
  });

  test.each([
    ["a protocol error", 0],
    ["a takeover", 1],
    ["its time to live", 2],
    ["silence", 3],
  ])("is published when the server closes the connection: %s (life-cycle-events)", async (_, way) => {
    const { connect, broker, wallClock, watcher, will } = await setUp();
    const client = await connect("c", { ...will(), keepalive: 30 });
    if (way === 0) client.publish("a/#", "x");
    if (way === 1) await connect("c");
    if (way === 2) broker.disconnect("c", "CUSTOMAUTH_TTL_EXPIRATION");
    if (way === 3) wallClock.advance(45_000);
    await watcher.receive();
  });

  test("carries its properties and can be retained", async () => {
    const { connect5, watcher, will } = await setUp();
    const properties = { contentType: "text/plain", userProperties: { k: ["v", "w"] }, messageExpiryInterval: 20 };
    await (await connect5("c", will({ retain: true, properties }))).kill();
    expect((await watcher.receive()).properties).toEqual(properties);
    await watcher.subscribe("last/words");
    expect((await watcher.receive()).retain).toBe(true);
  });

  test("waits for its delay (3.1.3.2.2)", async () => {
    const { connect5, clock, watcher, will } = await setUp();
    await (await connect5("c", { ...will(delay(10)), ...expiry(60) })).kill();
    clock.advance(9999);
    await watcher.expectNothing();
    clock.advance(1);
    await watcher.receive();
  });

  test("is not published if the client connects again before the delay has passed [MQTT-3.1.3-9]", async () => {
    const { connect5, clock, watcher, will } = await setUp();
    await (await connect5("c", { ...will(delay(10)), ...expiry(60) })).kill();
    clock.advance(9999);
    await connect5("c", { clean: false, ...expiry(60) });
    clock.advance(100_000);
    await watcher.expectNothing();
  });

  test.each([
    ["at once, when the connection was all there is of the session", 0],
    ["when the session ends before the delay has passed", 5],
  ])("with a delay is published %s (3.1.2.5)", async (_, seconds) => {
    const { connect5, clock, watcher, will } = await setUp();
    await (await connect5("c", { ...will(delay(10)), ...expiry(seconds) })).kill();
    clock.advance(seconds * 1000);
    await watcher.receive();
    clock.advance(100_000);
    await watcher.expectNothing();
  });

  test("may have a delay longer than any timer: the session ends first", async () => {
    const { connect5, clock, watcher, will, told } = await setUp();
    await (await connect5("c", { ...will(delay(0xffffffff)), ...expiry(3600) })).kill();
    clock.advance(3_600_000);
    await watcher.receive();
    expect(told("error")).toEqual([]);
  });

  test("with a delay is published when the client comes back with a clean start (3.1.2.5)", async () => {
    const { connect5, watcher, will } = await setUp();
    await (await connect5("c", { ...will(delay(10)), ...expiry(60) })).kill();
    await connect5("c");
    await watcher.receive();
  });

  test("is that of the last connection, not of those before (3.1.2.5)", async () => {
    const { connect, watcher, will } = await setUp();
    await (await connect("c", will())).disconnect();
    await (await connect("c")).kill();
    await watcher.expectNothing();
  });

  test("needs iot:Publish also when it is published", async () => {
    const { connect, broker, watcher, will, told } = await setUp();
    const client = await connect("c", will());
    broker.client("c")?.setPolicy(policyWith({ publish: () => DENIED }));
    await client.kill();
    await watcher.expectNothing();
    expect(told("denied")).toMatchObject([{ clientId: "c", action: "Publish", resource: "last/words" }]);
  });

  test("that would exceed the limit of retained messages is reported as lost", async () => {
    const { connect, will, told } = await setUp({ limits: { retainedMessages: 0 } });
    await (await connect("c", will({ retain: true }))).kill();
    expect(told("dropped")).toMatchObject([{ clientId: "c", topic: "last/words", cause: "retained-full" }]);
  });
});
