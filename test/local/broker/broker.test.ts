import { Broker } from "../../../local/broker";
import { streamPair } from "./helpers/stream-pair";
import { closeBrokers, policyWith, testBroker } from "./helpers/test-broker";

afterEach(closeBrokers);

describe("Broker.accept", () => {
  test("closes a stream on which no CONNECT comes within 5 seconds", async () => {
    const { broker, open, wallClock, told } = testBroker();
    const client = open();
    wallClock.advance(4999);
    expect(broker.connectionCount).toBe(1);
    wallClock.advance(1);
    await client.expectClosed();
    expect(broker.connectionCount).toBe(0);
    expect(told("refused")).toMatchObject([{ message: "no CONNECT in time" }]);
  });

  test("waits for the login without a time limit", async () => {
    let decide = () => {};
    const { broker, open, wallClock } = testBroker({
      authenticate: () =>
        new Promise((resolve) => {
          decide = () => resolve({ ok: true, policy: policyWith() });
        }),
    });
    const client = open();
    client.sendConnect();
    await new Promise(setImmediate);
    wallClock.advance(60_000);
    decide();
    await client.next("connack");
    expect(broker.connectionCount).toBe(1);
  });

  test("forgets streams that end before, during and after the login", async () => {
    const { broker, open, connect } = testBroker();
    await open().kill();
    const half = open();
    half.sendBytes(Buffer.of(0x10, 50, 0, 4));
    await half.kill();
    await (await connect("c")).kill();
    expect(broker.connectionCount).toBe(0);
  });

  test("accepts no streams after it is closed", async () => {
    const { broker, open } = testBroker();
    await broker.close();
    await open().expectClosed();
  });

  test("uses the computer's clock by default", async () => {
    const broker = new Broker({ authenticate: async () => ({ ok: true, policy: policyWith() }) });
    const [near, far] = streamPair();
    broker.accept(far, { id: "an-id", transport: "mqtt" });
    near.resume();
    await broker.close();
    expect(near.destroyed).toBe(true);
  });
});

describe("Broker.disconnect", () => {
  test.each([
    ["AUTH_ERROR", 0x87],
    ["FORBIDDEN_ACCESS", 0x87],
    ["SERVER_ERROR", 0x80],
    ["SERVER_INITIATED_DISCONNECT", 0x8b],
    ["API_INITIATED_DISCONNECT", 0x98],
    ["THROTTLED", 0x97],
    ["WEBSOCKET_TTL_EXPIRATION", 0x98],
    ["CUSTOMAUTH_TTL_EXPIRATION", 0x98],
  ] as const)("as %s sends DISCONNECT %s to MQTT 5 and closes MQTT 3.1.1", async (reason, code) => {
    const { broker, connect, connect5, told } = testBroker();
    const five = await connect5("five");
    const three = await connect("three");
    expect(broker.disconnect("five", reason)).toBe(true);
    expect(broker.disconnect("three", reason)).toBe(true);
    expect(await five.disconnectCode()).toBe(code);
    await three.expectClosed();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: reason }, { disconnectReason: reason }]);
  });

  test("returns false for an unknown client id", () => {
    expect(testBroker().broker.disconnect("nobody", "API_INITIATED_DISCONNECT")).toBe(false);
  });

  test("keeps the session without cleanSession (DG: DeleteConnection)", async () => {
    const { broker, connect, open } = testBroker();
    const present = async () => (await open().connect({ clientId: "c", clean: false })).sessionPresent;
    await connect("c", { clean: false });
    broker.disconnect("c", "API_INITIATED_DISCONNECT");
    expect(await present()).toBe(true);
    broker.disconnect("c", "API_INITIATED_DISCONNECT", { cleanSession: true });
    expect(await present()).toBe(false);
  });

  test("ends the session of a disconnected client with cleanSession", async () => {
    const { broker, connect, open } = testBroker();
    await (await connect("c", { clean: false })).kill();
    expect(broker.disconnect("c", "API_INITIATED_DISCONNECT", { cleanSession: true })).toBe(true);
    expect((await open().connect({ clientId: "c", clean: false })).sessionPresent).toBe(false);
  });

  test.each([
    [false, 1],
    [true, 0],
  ])("with preventWill %s sends %s Will (DG: DeleteConnection)", async (preventWill, wills) => {
    const { broker, connect, told } = testBroker();
    await connect("c", { will: { topic: "w", payload: Buffer.from("gone"), qos: 0, retain: false } });
    broker.disconnect("c", "API_INITIATED_DISCONNECT", { preventWill });
    expect(told("published")).toHaveLength(wills);
  });
});

describe("Broker.close", () => {
  test("disconnects all clients with 0x8B, sends no Wills, and keeps no sessions or timers", async () => {
    const { broker, connect5, open, clock, wallClock, told } = testBroker();
    const kept = { clean: false, properties: { sessionExpiryInterval: 60 } };
    const will = { topic: "w", payload: Buffer.from("gone"), qos: 0 as const, retain: false };
    await (await connect5("away", { ...kept, will: { ...will, properties: { willDelayInterval: 9 } } })).kill();
    const client = await connect5("c", { ...kept, will });
    const silent = open();
    await broker.close();
    expect(await client.disconnectCode()).toBe(0x8b);
    await silent.expectClosed();
    expect(broker.connectionCount).toBe(0);
    expect([clock.pending, wallClock.pending]).toEqual([0, 0]);
    expect(told("published")).toEqual([]);
  });

  test("can be called again, and ends when the first call does", async () => {
    const { broker } = testBroker();
    expect(broker.close()).toBe(broker.close());
    await broker.close();
  });

  test("destroys the stream of a client that does not read its DISCONNECT", async () => {
    const { broker, connect5, wallClock } = testBroker();
    const client = await connect5("c");
    client.stream.pause();
    const closed = broker.close();
    wallClock.advance(2000);
    await closed;
    expect(broker.connectionCount).toBe(0);
  });
});

describe("a defect", () => {
  test("in the policy disconnects only its client, with 0x80, and is reported", async () => {
    const error = new Error("defect");
    const policy = policyWith({
      publish: () => {
        throw error;
      },
    });
    const { connect5, told } = testBroker({ policy });
    const other = await connect5("other");
    const client = await connect5("c");
    client.publish("a", "x");
    expect(await client.disconnectCode()).toBe(0x80);
    await other.expectNothing();
    expect(told("error")).toEqual([{ type: "error", clientId: "c", error }]);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "SERVER_ERROR" }]);
  });
});
