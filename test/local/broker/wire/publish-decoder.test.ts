import fc from "fast-check";
import { generate, type IPublishPacket } from "mqtt-packet";
import { ReasonCode } from "../../../../local/broker/reason-codes";
import { decodePublish, type IncomingPublish } from "../../../../local/broker/wire/publish-decoder";
import { ProtocolViolation } from "../../../../local/broker/wire/rules";

function decode(bytes: Buffer, version: 4 | 5): IncomingPublish {
  const lengthBytes = (bytes[1] as number) < 128 ? 1 : (bytes[2] as number) < 128 ? 2 : 3;
  return decodePublish(bytes, 0, 1 + lengthBytes, bytes.length, version);
}

function encode(packet: Partial<IPublishPacket>, version: 4 | 5): Buffer {
  const whole = { cmd: "publish", topic: "a/b", payload: "x", qos: 0, dup: false, retain: false, ...packet } as const;
  return generate(whole, { protocolVersion: version });
}

/** Returns a QoS 0 PUBLISH to "t" with these bytes as its properties. */
function withProperties(...properties: number[]): Buffer {
  return Buffer.from([0x30, 4 + properties.length, 0, 1, 0x74, properties.length, ...properties]);
}

const codeOf = (action: () => unknown): number | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof ProtocolViolation) return error.code;
  }
  return undefined;
};

describe("decodePublish", () => {
  test("reads what mqtt-packet writes", () => {
    fc.assert(
      fc.property(
        fc.record({
          version: fc.constantFrom(4 as const, 5 as const),
          qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
          retain: fc.boolean(),
          dup: fc.boolean(),
          topic: fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }),
          payload: fc.uint8Array({ maxLength: 300 }),
          messageId: fc.integer({ min: 1, max: 65_535 }),
        }),
        ({ version, payload, dup, ...rest }) => {
          // DUP must be 0 for QoS 0 [MQTT-3.3.1-2].
          const packet = { ...rest, dup: dup && rest.qos > 0 };
          const decoded = decode(encode({ ...packet, payload: Buffer.from(payload) }, version), version);
          expect(decoded).toMatchObject({ qos: packet.qos, retain: packet.retain, topic: packet.topic });
          expect(decoded.packetId).toBe(packet.qos === 0 ? 0 : packet.messageId);
          expect(Buffer.from(payload).equals(decoded.payload)).toBe(true);
        },
      ),
    );
  });

  test("reads the same for any expected topic", () => {
    const topics = fc.constantFrom("a/b", "a/c", "a", "a/b/", "ä/b", "x");
    fc.assert(
      fc.property(topics, topics, fc.constantFrom(4 as const, 5 as const), (topic, expected, version) => {
        const bytes = encode({ topic }, version);
        const known = { name: expected, bytes: Buffer.from(expected) };
        expect(decodePublish(bytes, 0, 2, bytes.length, version, known)).toEqual(decode(bytes, version));
      }),
    );
  });

  test("does not treat ill-formed UTF-8 as a known topic that decodes to the same text", () => {
    const bytes = Buffer.from([0x30, 4, 0, 1, 0xff, 0x78]);
    const known = { name: "\uFFFD", bytes: Buffer.from("\uFFFD") };
    expect(codeOf(() => decodePublish(bytes, 0, 2, bytes.length, 5, known))).toBe(ReasonCode.MALFORMED_PACKET);
  });

  test("reads the properties that the broker uses, and forwards the others unchanged (MQTT 5, 3.3.2.3)", () => {
    const { properties } = decode(
      encode(
        {
          properties: {
            payloadFormatIndicator: true,
            messageExpiryInterval: 30,
            topicAlias: 3,
            responseTopic: "re/ply",
            correlationData: Buffer.from("abc"),
            contentType: "text/plain",
            userProperties: { key: ["one", "two"] },
          },
        },
        5,
      ),
      5,
    );
    expect(properties).toMatchObject({
      messageExpirySeconds: 30,
      topicAlias: 3,
      responseTopic: "re/ply",
      correlationDataBytes: 3,
      contentTypeBytes: 10,
      userPropertiesBytes: 12,
    });
    const forwarded = [
      Buffer.of(0x01, 1),
      Buffer.from("\x08\0\x06re/ply"),
      Buffer.from("\x09\0\x03abc"),
      Buffer.from("\x03\0\x0atext/plain"),
      Buffer.from("\x26\0\x03key\0\x03one\x26\0\x03key\0\x03two"),
    ];
    expect(properties.forwarded).toEqual(Buffer.concat(forwarded));
  });

  test("keeps user properties in the order they came, also across names [MQTT-3.3.2-18]", () => {
    const pair = (name: string) => [0x26, 0, 1, name.charCodeAt(0), 0, 1, 0x76];
    const { forwarded } = decode(withProperties(...pair("b"), ...pair("1"), ...pair("b")), 5).properties;
    expect([...forwarded]).toEqual([...pair("b"), ...pair("1"), ...pair("b")]);
  });

  test.each([
    ["QoS 3", Buffer.of(0x36, 5, 0, 1, 0x74, 0, 1), ReasonCode.MALFORMED_PACKET],
    ["no topic", Buffer.of(0x30, 1, 0), ReasonCode.MALFORMED_PACKET],
    ["a topic longer than the packet", Buffer.of(0x30, 3, 0, 9, 0x74), ReasonCode.MALFORMED_PACKET],
    ["no packet identifier", Buffer.of(0x32, 3, 0, 1, 0x74), ReasonCode.MALFORMED_PACKET],
    ["packet identifier 0", Buffer.of(0x32, 6, 0, 1, 0x74, 0, 0, 0), ReasonCode.PROTOCOL_ERROR],
    ["no properties length", Buffer.of(0x30, 3, 0, 1, 0x74), ReasonCode.MALFORMED_PACKET],
    ["properties longer than the packet", Buffer.of(0x30, 4, 0, 1, 0x74, 5), ReasonCode.MALFORMED_PACKET],
    ["a malformed length", Buffer.of(0x30, 8, 0, 1, 0x74, 255, 255, 255, 255, 1), ReasonCode.MALFORMED_PACKET],
    ["a property cut off", withProperties(0x02, 0, 0), ReasonCode.MALFORMED_PACKET],
    ["text cut off", withProperties(0x03, 0, 5, 0x74), ReasonCode.MALFORMED_PACKET],
    ["text that is no UTF-8", withProperties(0x03, 0, 1, 0xff), ReasonCode.MALFORMED_PACKET],
    ["text with U+0000", withProperties(0x08, 0, 1, 0), ReasonCode.MALFORMED_PACKET],
    ["a property twice", withProperties(0x01, 0, 0x01, 0), ReasonCode.PROTOCOL_ERROR],
    ["a format indicator of 2", withProperties(0x01, 2), ReasonCode.PROTOCOL_ERROR],
    ["a subscription identifier", withProperties(0x0b, 1), ReasonCode.PROTOCOL_ERROR],
    ["a property that does not exist", withProperties(0x7e, 1), ReasonCode.MALFORMED_PACKET],
  ])("refuses %s", (_, bytes, code) => {
    expect(codeOf(() => decode(bytes, 5))).toBe(code);
  });
});
