import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("UNSUBSCRIBE", () => {
  test("ends a subscription [MQTT-3.10.4-1]", async () => {
    const { connect, broker } = testBroker();
    const client = await connect("c");
    await client.subscribe({ topic: "a", qos: 0 }, { topic: "b/#", qos: 0 });
    client.send({ cmd: "unsubscribe", messageId: 5, unsubscriptions: ["a", "b/#"] });
    expect(await client.next("unsuback")).toMatchObject({ messageId: 5 });
    client.publish("a", "x", { qos: 0 });
    client.publish("b/c", "x", { qos: 0 });
    await client.expectNothing();
    expect(broker.client("c")?.subscriptions).toEqual([]);
  });

  test("is answered in MQTT 5 with a code for each filter; AWS has no 0x11", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    await client.subscribe("a");
    client.send({ cmd: "unsubscribe", messageId: 5, unsubscriptions: ["a", "never", "$SYS/#"] });
    expect((await client.next("unsuback")).granted).toEqual([0, 0, 0x8f]);
  });

  test.each([
    ["more than 8 filters", Array.from({ length: 9 }, (_, at) => `t${at}`), 1, 0x97],
    ["packet identifier 0", ["a"], 0, 0x82],
  ])("with %s closes the connection", async (_, unsubscriptions, messageId, code) => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.send({ cmd: "unsubscribe", messageId, unsubscriptions });
    expect(await client.disconnectCode()).toBe(code);
  });

  test("without any filter closes the connection [MQTT-3.10.3-2]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.sendBytes(Buffer.of(0xa2, 3, 0, 1, 0));
    expect(await client.disconnectCode()).toBe(0x82);
  });
});
