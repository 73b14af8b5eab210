import type { IConnectPacket } from "mqtt-packet";
import type { AuthenticateResult, ConnectInfo } from "../../../../local/broker";
import { refusal } from "../helpers/refusal";
import { closeBrokers, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const allow: AuthenticateResult = { ok: true, policy: policyWith() };
const will = { topic: "last/words", payload: Buffer.from("gone"), qos: 0, retain: false } as const;

describe("a CONNECT that is refused", () => {
  test.each([
    ["a client id of 129 bytes", { clientId: `${"é".repeat(64)}x` }, 2],
    ["a client id that begins with $", { clientId: "$x" }, 2],
    ["a Will with QoS 2 (espMqttClient#116)", { will: { ...will, qos: 2 as const } }, "closed"],
    ["a Will with wildcards", { will: { ...will, topic: "a/+" } }, "closed"],
  ])("MQTT 3.1.1: %s", async (_, options, expected) => {
    expect(await refusal({ ...options })).toBe(expected);
  });

  const five = (properties: object, more: object = {}) => ({ protocolVersion: 5 as const, properties, ...more });
  test.each([
    ["a client id of 129 bytes", five({}, { clientId: "x".repeat(129) }), 0x85],
    ["a Will with QoS 2", five({}, { will: { ...will, qos: 2 } }), 0x9b],
    ["a Will with wildcards", five({}, { will: { ...will, topic: "a/#" } }), 0x90],
    ["a Will to a topic that begins with $", five({}, { will: { ...will, topic: "$aws/x" } }), 0x90],
    [
      "a Will with too large properties",
      five({}, { will: { ...will, properties: { contentType: "x".repeat(257) } } }),
      0x97,
    ],
    [
      "a Will property that belongs in CONNECT",
      five({}, { will: { ...will, properties: { receiveMaximum: 1 } } }),
      0x81,
    ],
    ["Receive Maximum 0 (3.1.2.11.3)", five({ receiveMaximum: 0 }), 0x82],
    ["Maximum Packet Size 0 (3.1.2.11.4)", five({ maximumPacketSize: 0 }), 0x82],
    ["Maximum Packet Size below AWS's 512", five({ maximumPacketSize: 511 }), 0x97],
    ["enhanced authentication (3.1.2.11.9)", five({ authenticationMethod: "SCRAM" }), 0x8c],
    ["a property of another packet", five({ reasonString: "x" }), 0x81],
  ])("MQTT 5: %s", async (_, options, expected) => {
    expect(await refusal(options as Partial<IConnectPacket>)).toBe(expected);
  });

  test.each([
    ["128 bytes of client id", { clientId: "é".repeat(64) }],
    ["Maximum Packet Size 512", { protocolVersion: 5 as const, properties: { maximumPacketSize: 512 } }],
    ["a Will as large as MQTT can have", { will: { ...will, payload: Buffer.alloc(65_535) } }],
  ])("is not one with %s", async (_, options) => {
    const answer = await testBroker().open().connect(options);
    expect(answer.reasonCode ?? answer.returnCode).toBe(0);
  });

  test("an empty client id for a persistent session is answered with return code 2 [MQTT-3.1.3-8]", async () => {
    const client = testBroker().open();
    const received: Buffer[] = [];
    client.stream.on("data", (chunk) => received.push(chunk));
    client.sendBytes(Buffer.from("\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0", "latin1"));
    await client.expectClosed();
    expect(Buffer.concat(received)).toEqual(Buffer.of(0x20, 2, 0, 2));
  });

  test("a password without a user name closes the connection of MQTT 3.1.1 [MQTT-3.1.2-22], not of MQTT 5 (3.1.2.9)", async () => {
    const client = testBroker().open();
    client.sendBytes(Buffer.from("\x10\x11\0\x04MQTT\x04\x42\0\x3c\0\x01c\0\x02pw", "latin1"));
    await client.expectClosed();
    const info: ConnectInfo[] = [];
    const { open } = testBroker({
      authenticate: async (connect) => {
        info.push(connect);
        return allow;
      },
    });
    const other = open();
    other.sendBytes(Buffer.from("\x10\x12\0\x04MQTT\x05\x42\0\x3c\0\0\x01c\0\x02pw", "latin1"));
    await new Promise(setImmediate);
    expect(info[0]?.password?.toString()).toBe("pw");
  });

  test.each([
    ["3.1", Buffer.from("\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c", "latin1")],
    ["6", Buffer.from("\x10\x0d\0\x04MQTT\x06\x02\0\x3c\0\x01c", "latin1")],
    ["3.1.1 with the bridge bit", Buffer.from("\x10\x0d\0\x04MQTT\x84\x02\0\x3c\0\x01c", "latin1")],
  ])("version %s is answered with return code 1 [MQTT-3.1.2-2]", async (_, bytes) => {
    const client = testBroker().open();
    const received: Buffer[] = [];
    client.stream.on("data", (chunk) => received.push(chunk));
    client.sendBytes(bytes);
    await client.expectClosed();
    expect(Buffer.concat(received)).toEqual(Buffer.of(0x20, 2, 0, 1));
  });

  test("the bridge bit can be allowed by option", async () => {
    const { broker, open } = testBroker({ assumptions: { bridgeBit: "accept" } });
    open().sendBytes(Buffer.from("\x10\x0d\0\x04MQTT\x84\x02\0\x3c\0\x01c", "latin1"));
    await new Promise(setImmediate);
    expect(broker.client("c")?.connected).toBe(true);
  });

  test("a malformed CONNECT closes the connection [MQTT-3.1.0-1]", async () => {
    const client = testBroker().open();
    client.sendBytes(Buffer.from("\x10\x0d\0\x04MQTT\x04\x03\0\x3c\0\x01c", "latin1"));
    await client.expectClosed();
  });
});
