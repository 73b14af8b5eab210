import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("BrokerClient", () => {
  test("describes a connected client", async () => {
    const { broker, connect5, clock } = testBroker();
    const client = await connect5("c");
    await client.subscribe("a", "b/+");
    const seen = broker.client("c");
    expect(seen).toMatchObject({ clientId: "c", protocolVersion: 5, connectedAt: clock.now(), connected: true });
    expect(seen?.meta.transport).toBe("mqtt");
    expect(seen?.subscriptions).toEqual(["a", "b/+"]);
    await client.kill();
    expect(seen?.connected).toBe(false);
    expect(broker.client("c")).toBeUndefined();
  });

  test("exists for each connected client, and for no other", async () => {
    const { broker, connect } = testBroker();
    await connect("one");
    await connect("two");
    await (await connect("gone", { clean: false })).kill();
    expect([...broker.clients()].map(({ clientId }) => clientId)).toEqual(["one", "two"]);
  });

  test("applies a new policy from the next packet on; subscriptions stay", async () => {
    const { broker, connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe({ topic: "a", qos: 0 });
    broker
      .client("c")
      ?.setPolicy(policyWith({ publish: (topic) => ({ allowed: topic === "a" }), subscribe: () => DENIED }));
    expect((await client.publishAcknowledged("b", "x")).reasonCode).toBe(0x87);
    expect(await client.subscribe("b")).toEqual([0x87]);
    client.publish("a", "x", { qos: 0 });
    await client.receive();
  });
});
