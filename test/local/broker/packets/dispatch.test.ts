import type { Packet } from "mqtt-packet";
import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("handlePacket", () => {
  test("the first packet must be a CONNECT [MQTT-3.1.0-1]", async () => {
    const client = testBroker().open();
    client.sendBytes(Buffer.of(0xc0, 0));
    await client.expectClosed();
  });

  test("a second CONNECT closes the connection [MQTT-3.1.0-2], as CLIENT_ERROR", async () => {
    const { connect5, told } = testBroker();
    const client = await connect5("c");
    client.send({ cmd: "connect", clientId: "c", protocolVersion: 5, clean: true });
    expect(await client.disconnectCode()).toBe(0x82);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_ERROR" }]);
  });

  const unexpected: [string, Packet][] = [
    ["PUBREC", { cmd: "pubrec", messageId: 1 }],
    ["PUBREL", { cmd: "pubrel", messageId: 1 }],
    ["PUBCOMP", { cmd: "pubcomp", messageId: 1 }],
    ["AUTH", { cmd: "auth", reasonCode: 0x18 }],
    ["CONNACK", { cmd: "connack", sessionPresent: false, reasonCode: 0 }],
    ["SUBACK", { cmd: "suback", messageId: 1, granted: [0] }],
    ["UNSUBACK", { cmd: "unsuback", messageId: 1, granted: [0] }],
    ["PINGRESP", { cmd: "pingresp" }],
  ];
  test.each(unexpected)("%s is not supported (DG: differences) and closes the connection", async (_, packet) => {
    const { connect5, connect } = testBroker();
    const client = await connect5("five");
    client.send(packet);
    expect(await client.disconnectCode()).toBe(0x82);
    if (packet.cmd === "auth") return;
    const other = await connect("three");
    other.send({ ...packet, returnCode: 0 } as Packet);
    await other.expectClosed();
  });

  test("a malformed packet closes the connection, in MQTT 5 with 0x81 [MQTT-4.13.1-1]", async () => {
    const { connect5, connect } = testBroker();
    const client = await connect5("five");
    client.sendBytes(Buffer.of(0x80, 2, 0, 1));
    expect(await client.disconnectCode()).toBe(0x81);
    const other = await connect("three");
    other.sendBytes(Buffer.of(0x80, 2, 0, 1));
    await other.expectClosed();
  });

  test("a packet over 146 KB closes the connection before it has arrived completely [MQTT-3.2.2-15]", async () => {
    const { connect5 } = testBroker();
    const client = await connect5("c");
    client.sendBytes(Buffer.of(0x30, 0x81, 0x90, 0x09));
    expect(await client.disconnectCode()).toBe(0x95);
  });

  test("DISCONNECT has a reason string in AWS's form", async () => {
    const { open } = testBroker();
    const client = open({ id: "an-id" });
    await client.connect({ protocolVersion: 5 });
    client.send({ cmd: "pingresp" });
    const { properties } = await client.next("disconnect");
    expect(properties?.reasonString).toBe("DISCONNECT:a packet that only servers send: PINGRESP [MQTT 5, 2.1.2]:an-id");
  });
});
