import type { PublishRequest } from "../../../../local/broker";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const payload = Buffer.from("x");

describe("Broker.publish, for messages over HTTPS", () => {
  test("delivers a message with its properties to subscribers", async () => {
    const { broker, connect5, told } = testBroker();
    const client = await connect5("c");
    await client.subscribe("a");
    const properties = {
      payloadFormatIndicator: true,
      contentType: "text/plain",
      responseTopic: "re/ply",
      correlationData: Buffer.of(1),
      userProperties: [["k", "v"]] as const,
      messageExpirySeconds: 9,
    };
    expect(broker.publish({ topic: "a", payload, qos: 1, properties })).toEqual({ ok: true });
    const { messageExpirySeconds, userProperties, ...same } = properties;
    expect(await client.receive()).toMatchObject({
      topic: "a",
      qos: 1,
      properties: { ...same, userProperties: { k: "v" }, messageExpiryInterval: 9 },
    });
    expect(told("published")).toEqual([{ type: "published", topic: "a", qos: 1, retain: false, bytes: 1 }]);
  });

  test("can retain", async () => {
    const { broker, connect } = testBroker();
    broker.publish({ topic: "a", payload, retain: true });
    const client = await connect("c");
    await client.subscribe("a");
    expect(await client.receive()).toMatchObject({ retain: true, qos: 0 });
  });

  test("evaluates the policy, if there is one", async () => {
    const { broker, connect, told } = testBroker();
    const client = await connect("c");
    await client.subscribe("a");
    const publish = jest.fn(() => DENIED);
    const result = broker.publish({ topic: "a", payload, retain: true, policy: policyWith({ publish }) });
    expect(result).toMatchObject({ ok: false, reason: "denied", decision: DENIED });
    expect(publish.mock.calls).toEqual([["a", { retain: true }]]);
    await client.expectNothing();
    expect(told("denied")).toEqual([{ type: "denied", action: "Publish", resource: "a", decision: DENIED }]);
    expect(broker.publish({ topic: "a", payload, policy: policyWith() })).toEqual({
      ok: true,
      decision: { allowed: true },
    });
  });

  test.each<[Partial<PublishRequest>, string]>([
    [{ topic: "" }, "the topic is empty"],
    [{ topic: "a/+" }, "a topic to publish to must not hold wildcards"],
    [{ topic: "x".repeat(257) }, "the topic is longer than 256 bytes"],
    [{ topic: "$aws/things/t/shadow/update", retain: true }, "messages on topics that begin with $ cannot be retained"],
    [{ payload: Buffer.alloc(131_073) }, "the payload is larger than 131072 bytes"],
    [{ properties: { contentType: "x".repeat(257) } }, "the content type is larger than 256 bytes"],
    [{ properties: { correlationData: Buffer.alloc(8193) } }, "the correlation data is larger than 8192 bytes"],
    [{ properties: { userProperties: [["k", "x".repeat(8192)]] } }, "the user properties are larger than 8192 bytes"],
    [{ properties: { responseTopic: "a/#" } }, "the response topic is not valid"],
  ])("refuses a message that AWS refuses: %j", (request, message) => {
    const { broker } = testBroker();
    expect(broker.publish({ topic: "a", payload, ...request })).toEqual({ ok: false, reason: "invalid", message });
  });

  test("refuses a retained message above the limit", () => {
    const { broker } = testBroker({ limits: { retainedMessages: 0 } });
    expect(broker.publish({ topic: "a", payload, retain: true })).toMatchObject({
      ok: false,
      reason: "quota-exceeded",
    });
  });

  test("accepts messages for AWS's services, and reports that the stand-in has none", () => {
    const { broker, told } = testBroker();
    expect(broker.publish({ topic: "$aws/rules/rule/a", payload })).toEqual({ ok: true });
    expect(told("unsupported")).toMatchObject([{ topic: "$aws/rules/rule/a" }]);
  });
});
