import type { ISubscribePacket } from "mqtt-packet";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const filters = (count: number, prefix = "t") => Array.from({ length: count }, (_, at) => `${prefix}${at}`);

describe("SUBSCRIBE", () => {
  test("is answered filter by filter with the QoS that will be used (3.9.3)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    expect(await client.subscribe({ topic: "a", qos: 0 }, { topic: "b/+", qos: 1 })).toEqual([0, 1]);
  });

  test("again to the same filter replaces the options, not the subscription [MQTT-3.8.4-3]", async () => {
    const { connect, broker } = testBroker();
    const client = await connect("c");
    await client.subscribe({ topic: "a", qos: 0 });
    await client.subscribe({ topic: "a", qos: 1 });
    expect(broker.client("c")?.subscriptions).toEqual(["a"]);
    client.publish("a", "x", { messageId: 9 });
    expect((await client.receive()).qos).toBe(1);
    await client.next("puback");
    await client.expectNothing();
  });

  test("refuses each filter that AWS refuses: 0x8F in MQTT 5, 0x80 in MQTT 3.1.1", async () => {
    const { connect5, connect, told } = testBroker();
    const asked = ["a", "$SYS/#", "$aws/rules/x/y", "1/2/3/4/5/6/7/8/9", "x".repeat(257)];
    expect(await (await connect5("five")).subscribe(...asked)).toEqual([1, 0x8f, 0x8f, 0x8f, 0x8f]);
    expect(await (await connect("three")).subscribe(...asked)).toEqual([1, 0x80, 0x80, 0x80, 0x80]);
    expect(told("rejected")).toHaveLength(8);
  });

  test("says in MQTT 5 why a filter was refused, if the client wants to know [MQTT-3.1.2-29]", async () => {
    const { open } = testBroker();
    const reasonFor = async (requestProblemInformation: boolean) => {
      const client = open({ id: "an-id" });
      await client.connect({ protocolVersion: 5, properties: { requestProblemInformation } });
      client.sendSubscribe("a", "$SYS/#");
      return (await client.next("suback")).properties?.reasonString;
    };
    expect(await reasonFor(true)).toBe("SUBACK:filters that begin with $ are reserved:an-id");
    expect(await reasonFor(false)).toBeUndefined();
  });

  test("accepts 50 filters on a connection and refuses more with 0x97; subscribing again does not count (GR)", async () => {
    const { connect5, connect } = testBroker();
    const client = await connect5("five");
    for (let at = 0; at < 48; at += 8) await client.subscribe(...filters(8, `t${at}/`));
    expect(await client.subscribe("x", "y")).toEqual([1, 1]);
    expect(await client.subscribe("z", "x")).toEqual([0x97, 1]);
    const other = await connect("three");
    for (let at = 0; at < 48; at += 8) await other.subscribe(...filters(8, `t${at}/`));
    expect(await other.subscribe("x", "y")).toEqual([1, 1]);
    expect(await other.subscribe("z")).toEqual([0x80]);
  });

  test("counts the filters of one packet as well", async () => {
    const { connect5 } = testBroker({ limits: { subscriptionsPerConnection: 2 } });
    const client = await connect5("c");
    expect(await client.subscribe("a", "b", "c")).toEqual([1, 1, 0x97]);
  });

  test("with more than 8 filters closes the connection (GR; seen in dotnet/MQTTnet#1427)", async () => {
    const { connect5, connect } = testBroker();
    const client = await connect5("five");
    expect(await client.subscribe(...filters(8))).toHaveLength(8);
    client.sendSubscribe(...filters(9));
    expect(await client.disconnectCode()).toBe(0x97);
    const other = await connect("three");
    other.sendSubscribe(...filters(9));
    await other.expectClosed();
  });

  test("with a subscription identifier is answered with DISCONNECT 0xA1 (node-red#4133)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.send({
      cmd: "subscribe",
      messageId: 1,
      subscriptions: [{ topic: "a", qos: 0 }],
      properties: { subscriptionIdentifier: 5 },
    });
    expect((await client.next("disconnect")).reasonCode).toBe(0xa1);
  });

  test("with QoS 2 is not answered in MQTT 3.1.1 (DG), and answered with DISCONNECT 0x9B in MQTT 5", async () => {
    const { connect5, connect } = testBroker();
    const client = await connect("three");
    client.sendSubscribe({ topic: "a", qos: 2 }, { topic: "b", qos: 1 });
    await client.expectNothing();
    client.publish("b", "x", { qos: 0 });
    await client.expectNothing();
    const other = await connect5("five");
    other.sendSubscribe({ topic: "a", qos: 2 });
    expect(await other.disconnectCode()).toBe(0x9b);
  });

  const broken: [string, Partial<ISubscribePacket>, number][] = [
    ["packet identifier 0 [MQTT-2.2.1-3]", { messageId: 0 }, 0x82],
    ["a malformed filter [MQTT-4.7.1-1]", { subscriptions: [{ topic: "a/#/b", qos: 0 }] }, 0x81],
    [
      "No Local on a shared subscription [MQTT-3.8.3-4]",
      { subscriptions: [{ topic: "$share/x/a", qos: 0, nl: true }] },
      0x82,
    ],
    ["too large user properties (GR)", { properties: { userProperties: { k: "x".repeat(8192) } } }, 0x97],
  ];
  test.each(broken)("with %s closes the connection", async (_, packet, code) => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.send({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "a", qos: 0 }], ...packet });
    expect(await client.disconnectCode()).toBe(code);
  });

  test("without any filter closes the connection [MQTT-3.8.3-2]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.sendBytes(Buffer.of(0x82, 3, 0, 1, 0));
    expect(await client.disconnectCode()).toBe(0x82);
  });
});

describe("a filter the policy denies", () => {
  const policy = policyWith({ subscribe: (filter) => ({ allowed: filter === "mine" }) });

  test("is answered in MQTT 5 with 0x87, the others are not touched", async () => {
    const { connect5, told } = testBroker({ policy });
    const client = await connect5("c");
    expect(await client.subscribe("mine", "yours")).toEqual([1, 0x87]);
    expect(told("denied")).toMatchObject([{ clientId: "c", action: "Subscribe", resource: "yours" }]);
  });

  test("closes the connection of MQTT 3.1.1 without a SUBACK (aws-iot-device-sdk-js#125)", async () => {
    const { connect, told } = testBroker({ policy });
    const client = await connect("c", { clean: false });
    client.sendSubscribe("mine", "yours");
    await client.expectClosed();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "AUTH_ERROR" }]);
    const again = await connect("c", { clean: false });
    again.publish("mine", "x", { qos: 0 });
    await again.expectNothing();
  });

  test("is answered in MQTT 3.1.1 with 0x80 with deniedSubscribe311=suback", async () => {
    const { connect } = testBroker({ policy, assumptions: { deniedSubscribe311: "suback" } });
    expect(await (await connect("c")).subscribe("mine", "yours")).toEqual([1, 0x80]);
  });

  test("is evaluated as the client wrote it, with $share/", async () => {
    const subscribe = jest.fn(() => DENIED);
    const { connect5 } = testBroker({ policy: policyWith({ subscribe }) });
    await (await connect5("c")).subscribe("$share/group/a/+");
    expect(subscribe.mock.calls).toEqual([["$share/group/a/+"]]);
  });
});

describe("a retained message", () => {
  test("is sent to a new subscription to exactly its topic, with RETAIN and the lower QoS", async () => {
    const { connect } = testBroker();
    const client = await connect("c");
    await client.publishAcknowledged("a/b", "kept", { retain: true });
    await client.subscribe("a/b");
    expect(await client.receive()).toMatchObject({ topic: "a/b", retain: true, qos: 1 });
    await client.subscribe({ topic: "a/b", qos: 0 });
    expect(await client.receive()).toMatchObject({ retain: true, qos: 0 });
  });

  test.each(["a/+", "#", "$share/group/a/b"])(
    "is not sent to a subscription to %s (DG: retained messages)",
    async (filter) => {
      const { connect } = testBroker();
      const client = await connect("c");
      await client.publishAcknowledged("a/b", "kept", { retain: true });
      await client.subscribe(filter);
      await client.expectNothing();
    },
  );

  test("is sent according to MQTT 5's Retain Handling (3.8.3.1)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.publishAcknowledged("a", "kept", { retain: true });
    await client.subscribe({ topic: "a", qos: 0, rh: 2 });
    await client.subscribe({ topic: "a", qos: 0, rh: 1 });
    await client.expectNothing();
    await client.subscribe({ topic: "a", qos: 0, rh: 0 });
    expect((await client.receive()).retain).toBe(true);
    const other = await connect5("other");
    await other.subscribe({ topic: "a", qos: 0, rh: 1 });
    expect((await other.receive()).retain).toBe(true);
  });

  test("is sent to existing subscribers without RETAIN, except with Retain As Published", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe({ topic: "a", qos: 0 }, { topic: "b", qos: 0, rap: true });
    client.publish("a", "x", { qos: 0, retain: true });
    client.publish("b", "x", { qos: 0, retain: true });
    expect(await client.receive()).toMatchObject({ topic: "a", retain: false });
    expect(await client.receive()).toMatchObject({ topic: "b", retain: true });
  });

  test("is not sent to a client that may not receive it", async () => {
    const { connect, told } = testBroker({ policy: policyWith({ receive: () => DENIED }) });
    const client = await connect("c");
    await client.publishAcknowledged("a", "kept", { retain: true });
    await client.subscribe("a");
    await client.expectNothing();
    expect(told("denied")).toMatchObject([{ action: "Receive", resource: "a" }]);
  });

  test("is removed by a message without payload, which subscribers receive, too", async () => {
    const { connect } = testBroker();
    const client = await connect("c");
    await client.publishAcknowledged("a", "kept", { retain: true });
    const other = await connect("other");
    await other.subscribe("a");
    await other.receive();
    await client.publishAcknowledged("a", "", { retain: true });
    expect((await other.receive()).payload).toHaveLength(0);
    await client.subscribe("a");
    await client.expectNothing();
  });
});
