import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const expires = (messageExpiryInterval: number) => ({ properties: { messageExpiryInterval } });

describe("a message that expires (DG: message expiry)", () => {
  /**
   * Publishes to a client that is not connected, and advances the time.
   * @returns what the client receives when it connects
   */
  async function afterAWhile(messageExpiryInterval: number, milliseconds: number, protocolVersion: 4 | 5 = 5) {
    const { connect, connect5, clock, told } = testBroker({ limits: { sessionExpirySeconds: 700_000 } });
    const kept = { protocolVersion, clean: false, properties: { sessionExpiryInterval: 700_000 } };
    const client = await connect("c", kept);
    await client.subscribe("a");
    await client.kill();
    await (await connect5("publisher")).publishAcknowledged("a", "x", expires(messageExpiryInterval));
    clock.advance(milliseconds);
    const back = await connect("c", kept);
    back.send({ cmd: "pingreq" });
    while (back.inbox.length === 0) await new Promise(setImmediate);
    const [first] = back.inbox;
    return {
      got: first?.cmd === "publish" ? (first.properties?.messageExpiryInterval ?? "no interval") : "nothing",
      told,
    };
  }

  test.each([
    [30, 20_000, 10],
    [30, 29_001, 0],
    [30, 30_000, "nothing"],
    [0, 999, 0],
    [0, 1000, "nothing"],
    [0xffffffff, 604_799_000, 1],
    [0xffffffff, 604_800_000, "nothing"],
  ])("with %s s, after %s ms, is seen with %s s left", async (interval, milliseconds, left) => {
    expect((await afterAWhile(interval, milliseconds)).got).toBe(left);
  });

  test("expires for MQTT 3.1.1 subscribers as well", async () => {
    expect((await afterAWhile(30, 29_999, 4)).got).toBe("no interval");
    const { got, told } = await afterAWhile(30, 30_000, 4);
    expect(got).toBe("nothing");
    expect(told("dropped")).toEqual([{ type: "dropped", clientId: "c", topic: "a", qos: 1, cause: "expired" }]);
  });

  test("is not retained beyond its time", async () => {
    const { connect5, clock } = testBroker();
    const client = await connect5("c");
    await client.publishAcknowledged("a", "x", { retain: true, ...expires(10) });
    clock.advance(9000);
    await client.subscribe({ topic: "a", qos: 0 });
    expect((await client.receive()).properties).toEqual({ messageExpiryInterval: 1 });
    clock.advance(1000);
    await client.subscribe({ topic: "a", qos: 0 });
    await client.expectNothing();
  });
});

describe("a client", () => {
  test("does not receive a packet larger than its Maximum Packet Size, and receives the next [MQTT-3.1.2-24] [MQTT-3.1.2-25]", async () => {
    const { connect5, told } = testBroker();
    const client = await connect5("c", { properties: { maximumPacketSize: 512, receiveMaximum: 1 } });
    await client.subscribe("a");
    const publisher = await connect5("publisher");
    const header = 3 + 2 + 1 + 2 + 1;
    await publisher.publishAcknowledged("a", Buffer.alloc(513 - header));
    await publisher.publishAcknowledged("a", Buffer.alloc(512 - header));
    expect((await client.receive()).payload).toHaveLength(512 - header);
    expect(told("dropped")).toMatchObject([{ clientId: "c", cause: "too-large-for-client" }]);
  });

  test("with topic aliases does not receive a packet that the alias makes too large", async () => {
    const { connect5, told } = testBroker();
    const client = await connect5("c", { properties: { maximumPacketSize: 512, topicAliasMaximum: 5 } });
    await client.subscribe({ topic: "a", qos: 0 });
    client.publish("a", Buffer.alloc(505), { qos: 0 });
    client.publish("a", Buffer.alloc(502), { qos: 0 });
    expect(await client.receive()).toMatchObject({ topic: "a", properties: { topicAlias: 1 } });
    expect(told("dropped")).toHaveLength(1);
  });

  test("has at most as many QoS 1 messages in flight as its Receive Maximum says [MQTT-3.3.4-9]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c", { properties: { receiveMaximum: 2 } });
    await client.subscribe("a");
    const publisher = await connect5("publisher");
    for (const payload of ["1", "2", "3"]) await publisher.publishAcknowledged("a", payload);
    const first = await client.next("publish");
    await client.next("publish");
    await client.expectNothing();
    client.send({ cmd: "puback", messageId: first.messageId ?? 0, reasonCode: 0 });
    expect((await client.next("publish")).payload.toString()).toBe("3");
  });

  test("has at most 100 in flight, whatever it asks for (GR)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe("a");
    const publisher = await connect5("publisher");
    for (let count = 0; count < 101; count++) await publisher.publishAcknowledged("a", "x");
    for (let count = 0; count < 100; count++) await client.next("publish");
    await client.expectNothing();
  });

  test("receives only what its policy allows, evaluated at every delivery", async () => {
    const { connect, broker, told } = testBroker({
      policy: policyWith({ receive: (topic) => ({ allowed: topic === "a" }) }),
    });
    const client = await connect("c");
    await client.subscribe("a", { topic: "b", qos: 1 });
    client.publish("b", "x", { qos: 0 });
    client.publish("a", "x", { qos: 0 });
    expect((await client.receive()).topic).toBe("a");
    expect(told("denied")).toMatchObject([{ clientId: "c", action: "Receive", resource: "b" }]);
    broker.client("c")?.setPolicy(policyWith({ receive: () => DENIED }));
    client.publish("a", "x", { qos: 0 });
    await client.expectNothing();
  });

  test("receives stored messages under the policy of its new connection", async () => {
    const policies = [policyWith(), policyWith(), policyWith({ receive: (topic) => ({ allowed: topic === "b" }) })];
    const { connect } = testBroker({
      authenticate: async () => ({ ok: true, policy: policies.shift() ?? policyWith() }),
    });
    const client = await connect("c", { clean: false });
    await client.subscribe("a", "b");
    await client.kill();
    const publisher = await connect("publisher");
    for (const topic of ["a", "b"]) await publisher.publishAcknowledged(topic, topic);
    expect(await (await connect("c", { clean: false })).receivePayloads(1)).toEqual(["b"]);
  });
});
