import type { IPublishPacket } from "mqtt-packet";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("a published message", () => {
  test("reaches each client that subscribed to its topic, and its publisher is acknowledged", async () => {
    const { connect } = testBroker();
    const subscriber = await connect("subscriber");
    await subscriber.subscribe("a/b");
    const publisher = await connect("publisher");
    await publisher.publishAcknowledged("a/b", "hello");
    const message = await subscriber.receive();
    expect(message).toMatchObject({ topic: "a/b", qos: 1, retain: false, dup: false });
    expect(message.payload.toString()).toBe("hello");
  });

  test.each([
    [0, 0, 0],
    [0, 1, 0],
    [1, 0, 0],
    [1, 1, 1],
  ] as const)(
    "with QoS %s for a subscription with QoS %s is delivered with QoS %s (3.8.4)",
    async (qos, asked, got) => {
      const { connect } = testBroker();
      const client = await connect("c");
      await client.subscribe({ topic: "a", qos: asked });
      client.publish("a", "x", { qos });
      const message = await client.next("publish");
      expect(message.qos).toBe(got);
      if (qos === 1) await client.next("puback");
    },
  );

  test("is acknowledged with 0 also if no client subscribed: AWS has no 0x10", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    expect((await client.publishAcknowledged("nobody/listens", "x")).reasonCode).toBe(0);
  });

  test("reaches a client with several matching subscriptions once, with the highest QoS [MQTT-3.3.4-2]", async () => {
    const { connect } = testBroker();
    const client = await connect("c");
    await client.subscribe({ topic: "a/b", qos: 0 }, { topic: "a/+", qos: 1 }, { topic: "#", qos: 0 });
    client.publish("a/b", "once", { messageId: 7 });
    expect((await client.receive()).qos).toBe(1);
    await client.next("puback");
    await client.expectNothing();
  });

  test("of one publisher arrives in order, for both QoS [MQTT-4.6.0-6]", async () => {
    const { connect } = testBroker();
    const subscriber = await connect("subscriber");
    await subscriber.subscribe("#");
    const publisher = await connect("publisher");
    for (let count = 0; count < 300; count++) publisher.publish("a", `${count}`, { qos: count < 150 ? 0 : 1 });
    const payloads = await subscriber.receivePayloads(300);
    expect(payloads).toEqual(Array.from({ length: 300 }, (_, at) => `${at}`));
  });

  test("may be empty, and may have 128 KB", async () => {
    const { connect } = testBroker();
    const client = await connect("c");
    await client.subscribe({ topic: "a", qos: 0 });
    for (const bytes of [0, 131_072]) {
      client.publish("a", Buffer.alloc(bytes, 7), { qos: 0 });
      expect((await client.receive()).payload).toEqual(Buffer.alloc(bytes, 7));
    }
  });

  test("crosses from MQTT 5 to 3.1.1 without its properties, and back", async () => {
    const { connect, connect5 } = testBroker();
    const three = await connect("three");
    const five = await connect5("five");
    await three.subscribe("to/three");
    await five.subscribe("to/five");
    await five.publishAcknowledged("to/three", "x", { properties: { contentType: "text/plain" } });
    expect(await three.receive()).not.toHaveProperty("properties");
    await three.publishAcknowledged("to/five", "x");
    expect(await five.receive()).not.toHaveProperty("properties");
  });

  test("keeps request/response, format, content type and user properties (3.3.2.3)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe({ topic: "a", qos: 0 });
    const properties = {
      payloadFormatIndicator: true,
      responseTopic: "re/ply",
      correlationData: Buffer.of(1, 2),
      contentType: "text/plain",
      userProperties: { key: ["one", "two"] },
    };
    client.publish("a", "x", { qos: 0, properties });
    expect((await client.receive()).properties).toEqual(properties);
  });

  test("may name its topic by an alias, up to 8 (3.3.2.3.4)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe({ topic: "a/b", qos: 0 });
    client.publish("a/b", "named", { qos: 0, properties: { topicAlias: 8 } });
    client.publish("", "by alias", { qos: 0, properties: { topicAlias: 8 } });
    for (const payload of ["named", "by alias"]) {
      const message = await client.receive();
      expect([message.topic, message.payload.toString(), message.properties]).toEqual(["a/b", payload, undefined]);
    }
  });

  test("is delivered with aliases to a client that allows them (3.1.2.11.5)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c", { properties: { topicAliasMaximum: 1 } });
    await client.subscribe({ topic: "#", qos: 0 });
    const seen: unknown[] = [];
    for (const topic of ["a", "a", "b"]) {
      client.publish(topic, "x", { qos: 0 });
      const message = await client.receive();
      seen.push([message.topic, message.properties?.topicAlias]);
    }
    expect(seen).toEqual([
      ["a", 1],
      ["", 1],
      ["b", undefined],
    ]);
  });

  test("is not delivered to its publisher with No Local (3.8.3.1)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    const other = await connect5("other");
    await client.subscribe({ topic: "a", qos: 1, nl: true });
    await other.subscribe({ topic: "a", qos: 1, nl: true }, { topic: "+", qos: 0, nl: true });
    await client.publishAcknowledged("a", "x");
    await client.expectNothing();
    await other.receive();
    await other.expectNothing();
  });
});

describe("a message that AWS refuses", () => {
  const longTopic = "x".repeat(257);
  const cases: [string, Partial<IPublishPacket>, number][] = [
    ["a topic of 257 bytes", { topic: longTopic }, 0x90],
    ["a topic with 8 slashes", { topic: "1/2/3/4/5/6/7/8/9" }, 0x90],
    ["a reserved topic AWS does not have", { topic: "$SYS/x" }, 0x90],
    ["a retained message on a topic that begins with $", { topic: "$aws/things/t/shadow/update", retain: true }, 0x90],
    ["a content type of 257 bytes", { properties: { contentType: "x".repeat(257) } }, 0x97],
    ["correlation data over 8 KB", { properties: { correlationData: Buffer.alloc(8193) } }, 0x97],
    ["user properties over 8 KB", { properties: { userProperties: { k: "x".repeat(8192) } } }, 0x97],
  ];
  test.each(cases)("%s: PUBACK for QoS 1, DISCONNECT for QoS 0", async (_, packet, code) => {
    const { connect5, told } = testBroker();
    const client = await connect5("c");
    expect((await client.publishAcknowledged("a", "x", packet)).reasonCode).toBe(code);
    await client.expectNothing();
    client.publish("a", "x", { ...packet, qos: 0 });
    expect(await client.disconnectCode()).toBe(code);
    expect(told("rejected")).toMatchObject([{ packet: "PUBLISH", code }, { code }]);
  });

  test.each(cases.filter(([, packet]) => packet.topic))("%s: MQTT 3.1.1 is closed", async (_, packet) => {
    const { connect } = testBroker();
    const client = await connect("c");
    client.publish("a", "x", packet);
    await client.expectClosed();
  });

  test.each<[string, Partial<IPublishPacket>, number]>([
    ["a wildcard in the topic [MQTT-3.3.2-2]", { topic: "a/+" }, 0x90],
    ["an empty topic without alias [MQTT-4.7.3-1]", { topic: "" }, 0x90],
    ["U+0000 in the topic [MQTT-1.5.4-2]", { topic: "a\0" }, 0x81],
    ["a payload over 128 KB (life-cycle-events: CLIENT_ERROR)", { payload: Buffer.alloc(131_073) }, 0x97],
    ["alias 0 [MQTT-3.3.2-8]", { properties: { topicAlias: 0 } }, 0x94],
    ["alias 9 [MQTT-3.3.2-9]", { properties: { topicAlias: 9 } }, 0x94],
    ["an alias that stands for nothing", { topic: "", properties: { topicAlias: 1 } }, 0x82],
    ["a subscription identifier [MQTT-3.3.4-6]", { properties: { subscriptionIdentifier: 1 } }, 0x82],
    ["wildcards in the response topic [MQTT-3.3.2-14]", { properties: { responseTopic: "a/#" } }, 0x82],
  ])("%s closes the connection", async (_, packet, code) => {
    const { connect5, connect, told } = testBroker();
    const client = await connect5("five");
    client.publish("a", "x", packet);
    expect(await client.disconnectCode()).toBe(code);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_ERROR" }]);
    if (packet.properties) return;
    const other = await connect("three");
    other.publish("a", "x", packet);
    await other.expectClosed();
  });

  test("aliases end with their connection (3.3.2.3.4)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.publishAcknowledged("a", "x", { properties: { topicAlias: 1 } });
    await client.disconnect();
    const again = await connect5("c", { clean: false });
    again.publish("", "x", { properties: { topicAlias: 1 } });
    expect(await again.disconnectCode()).toBe(0x82);
  });
});

describe("QoS 2", () => {
  test("of MQTT 3.1.1 is ignored: no PUBACK, no PUBREC, no message (DG: differences; seen in aws-c-mqtt#120)", async () => {
    const { connect, told } = testBroker();
    const client = await connect("c");
    await client.subscribe("a");
    client.publish("a", "x", { qos: 2 });
    await client.expectNothing();
    expect(told("rejected")).toMatchObject([{ packet: "PUBLISH", resource: "a", code: 0x9b }]);
  });

  test("of MQTT 3.1.1 closes the connection with qos2In311=close (aws-iot-device-sdk-embedded-C#1941)", async () => {
    const { connect } = testBroker({ assumptions: { qos2In311: "close" } });
    const client = await connect("c");
    client.publish("a", "x", { qos: 2 });
    await client.expectClosed();
  });

  test("of MQTT 5 is answered with DISCONNECT 0x9B [MQTT-3.2.2-11]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.publish("a", "x", { qos: 2 });
    expect(await client.disconnectCode()).toBe(0x9b);
  });
});

describe("a message the policy denies", () => {
  const denied = { policy: policyWith({ publish: () => DENIED }) };

  test.each([0, 1] as const)(
    "closes the connection of MQTT 3.1.1, QoS %s (aws-iot-device-sdk-python-v2#260)",
    async (qos) => {
      const { connect, told } = testBroker(denied);
      const client = await connect("c");
      client.publish("a", "x", { qos });
      await client.expectClosed();
      expect(told("denied")).toMatchObject([{ clientId: "c", action: "Publish", resource: "a" }]);
      expect(told("disconnected")).toMatchObject([{ disconnectReason: "AUTH_ERROR" }]);
    },
  );

  test("is answered in MQTT 5 with PUBACK 0x87 for QoS 1 and with nothing for QoS 0; the connection stays", async () => {
    const { connect5 } = testBroker(denied);
    const client = await connect5("c");
    client.publish("a", "x", { qos: 0 });
    expect(await client.publishAcknowledged("a", "x")).toMatchObject({
      reasonCode: 0x87,
      properties: { reasonString: expect.stringMatching(/^PUBACK:Client is not authorized to publish to this topic:/) },
    });
    await client.expectNothing();
  });

  test("is answered without reason string if the client wants none [MQTT-3.1.2-29]", async () => {
    const { connect5 } = testBroker(denied);
    const client = await connect5("c", { properties: { requestProblemInformation: false } });
    expect((await client.publishAcknowledged("a", "x")).properties).toBeUndefined();
  });

  test.each([0, 1] as const)("disconnects MQTT 5 with 0x87 with deniedPublish5=disconnect, QoS %s", async (qos) => {
    const { connect5 } = testBroker({ ...denied, assumptions: { deniedPublish5: "disconnect" } });
    const client = await connect5("c");
    client.publish("a", "x", { qos });
    expect(await client.disconnectCode()).toBe(0x87);
  });

  test("reaches no subscriber, and the policy is evaluated with the RETAIN flag", async () => {
    const publish = jest.fn(() => DENIED);
    const { connect5 } = testBroker({ policy: policyWith({ publish }) });
    const client = await connect5("c");
    await client.subscribe("a");
    await client.publishAcknowledged("a", "x", { retain: true });
    expect(publish.mock.calls).toEqual([["a", { retain: true }]]);
    await client.subscribe("a");
    await client.expectNothing();
  });
});

describe("reserved topics", () => {
  test.each(["$aws/rules/rule/a", "$aws/things/t/shadow/update"])(
    "a message to %s is accepted, reaches no subscriber, and is reported as unsupported",
    async (topic) => {
      const { connect5, told } = testBroker();
      const client = await connect5("c");
      await client.subscribe("#", "$aws/things/t/shadow/update");
      expect((await client.publishAcknowledged(topic, "x")).reasonCode).toBe(0);
      await client.expectNothing();
      expect(told("unsupported")).toMatchObject([{ clientId: "c", topic }]);
    },
  );
});
