import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("PUBACK", () => {
  test("a PUBACK with an error code acknowledges the message (MQTT 5, 4.4)", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c", { properties: { sessionExpiryInterval: 60 } });
    await client.subscribe("a");
    client.publish("a", "refused", { messageId: 9 });
    const { messageId } = await client.next("publish");
    await client.next("puback");
    client.send({ cmd: "puback", messageId: messageId ?? 0, reasonCode: 0x83, properties: { reasonString: "no" } });
    await client.expectNothing();
    await client.kill();
    const again = await connect5("c", { clean: false, properties: { sessionExpiryInterval: 60 } });
    await again.expectNothing();
  });

  test("a PUBACK for an unknown packet identifier is ignored", async () => {
    const { connect } = testBroker();
    const client = await connect("c");
    client.send({ cmd: "puback", messageId: 77 });
    await client.expectNothing();
  });

  test("a PUBACK with a property of another packet closes the connection", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.sendBytes(Buffer.of(0x40, 9, 0, 1, 0, 5, 0x11, 0, 0, 0, 1));
    expect(await client.disconnectCode()).toBe(0x81);
  });
});
