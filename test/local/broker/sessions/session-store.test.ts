import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const keep = (sessionExpiryInterval: number) => ({ clean: false, properties: { sessionExpiryInterval } });

describe("a persistent session", () => {
  test("is resumed with its subscriptions and the messages published meanwhile (3.1.1: 3.1.2.4)", async () => {
    const { connect, open } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe("a");
    await client.kill();
    const publisher = await connect("publisher");
    for (const payload of ["1", "2", "3"]) await publisher.publishAcknowledged("a", payload);
    const again = open();
    expect(await again.connect({ clientId: "c", clean: false })).toMatchObject({ returnCode: 0, sessionPresent: true });
    expect(await again.receivePayloads(3)).toEqual(["1", "2", "3"]);
    await publisher.publishAcknowledged("a", "4");
    expect(await again.receivePayloads(1)).toEqual(["4"]);
  });

  test("keeps QoS 1 messages only", async () => {
    const { connect } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe("a", { topic: "b", qos: 0 });
    await client.kill();
    const publisher = await connect("publisher");
    publisher.publish("a", "QoS 0", { qos: 0 });
    await publisher.publishAcknowledged("b", "to QoS 0");
    await publisher.publishAcknowledged("a", "kept");
    const again = await connect("c", { clean: false });
    expect(await again.receivePayloads(1)).toEqual(["kept"]);
    await again.expectNothing();
  });

  test("sends unacknowledged messages again, without DUP (DG: the DUP flag is not supported)", async () => {
    const { connect } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe("a");
    const publisher = await connect("publisher");
    await publisher.publishAcknowledged("a", "x");
    expect((await client.next("publish")).dup).toBe(false);
    await client.kill();
    const again = await connect("c", { clean: false });
    const message = await again.receive();
    expect([message.payload.toString(), message.dup]).toEqual(["x", false]);
    await again.kill();
    await (await connect("c", { clean: false })).expectNothing();
  });

  test("sends again with another packet identifier, as AWS does", async () => {
    const { connect } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe("a");
    await (await connect("publisher")).publishAcknowledged("a", "x");
    const { messageId: before } = await client.next("publish");
    await client.kill();
    const { messageId: after } = await (await connect("c", { clean: false })).next("publish");
    expect([before, after]).toEqual([1, 2]);
  });

  test.each([
    ["MQTT 3.1.1, an hour", { clean: false }, 3600],
    ["MQTT 5, as asked", { protocolVersion: 5 as const, ...keep(100) }, 100],
    ["MQTT 5, at most an hour", { protocolVersion: 5 as const, ...keep(0xffffffff) }, 3600],
  ])("is kept until it expires: %s (DG: persistent sessions)", async (_, options, seconds) => {
    const { connect, open, clock } = testBroker();
    const present = async () => (await open().connect({ clientId: "c", ...options })).sessionPresent;
    await (await connect("c", options)).kill();
    clock.advance(seconds * 1000 - 1);
    expect(await present()).toBe(true);
    await (await connect("c", options)).kill();
    clock.advance(seconds * 1000);
    expect(await present()).toBe(false);
  });

  test("can be kept for 7 days if the account's limit is raised", async () => {
    const { connect, open, clock } = testBroker({ limits: { sessionExpirySeconds: 604_800 } });
    await (await connect("c", { protocolVersion: 5, ...keep(0xffffffff) })).kill();
    clock.advance(604_799_999);
    const { sessionPresent } = await open().connect({ clientId: "c", protocolVersion: 5, clean: false });
    expect(sessionPresent).toBe(true);
  });

  test("reports the messages that are lost when it ends", async () => {
    const { connect, clock, told } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe("a");
    await client.kill();
    await (await connect("publisher")).publishAcknowledged("a", "x");
    clock.advance(3_600_000);
    expect(told("dropped")).toEqual([{ type: "dropped", clientId: "c", topic: "a", qos: 1, cause: "session-ended" }]);
  });

  test("does not end while it is in use", async () => {
    const { connect, clock } = testBroker();
    await (await connect("c", { clean: false })).kill();
    const client = await connect("c", { clean: false });
    await client.subscribe({ topic: "a", qos: 0 });
    clock.advance(10_000_000);
    client.publish("a", "x", { qos: 0 });
    await client.receive();
  });
});

describe("a session ends", () => {
  test("when the client asks for a clean start [MQTT-3.1.2-4]", async () => {
    const { connect, open } = testBroker();
    const client = await connect("c", { clean: false });
    await client.subscribe({ topic: "a", qos: 0 });
    await client.kill();
    const again = open();
    expect((await again.connect({ clientId: "c", clean: true })).sessionPresent).toBe(false);
    again.publish("a", "x", { qos: 0 });
    await again.expectNothing();
  });

  test("with the connection, if it is not persistent", async () => {
    const { connect, open } = testBroker();
    await (await connect("c")).kill();
    expect((await open().connect({ clientId: "c", clean: false })).sessionPresent).toBe(false);
  });

  test.each([
    [4, 5],
    [5, 4],
  ] as const)("when a client of version %s comes back with version %s (DG: cross version)", async (before, after) => {
    const { connect, open } = testBroker();
    await (await connect("c", { protocolVersion: before, ...keep(100) })).kill();
    const answer = await open().connect({ clientId: "c", protocolVersion: after, clean: false });
    expect(answer.sessionPresent).toBe(false);
  });
});

test("a session is resumed by a client that takes it over, with what the other had not acknowledged", async () => {
  const { connect } = testBroker();
  const client = await connect("c", { clean: false });
  await client.subscribe("a");
  client.publish("a", "x", { messageId: 9 });
  await client.next("publish");
  const other = await connect("c", { clean: false });
  expect(await other.receivePayloads(1)).toEqual(["x"]);
});
