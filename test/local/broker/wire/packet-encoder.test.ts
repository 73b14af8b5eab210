import fc from "fast-check";
import { type IPublishPacket, parser, writeToStream } from "mqtt-packet";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { Message } from "../../../../local/broker/sessions/message";
import { TopicNames } from "../../../../local/broker/topics/topic-name";
import { OutboundBuffer } from "../../../../local/broker/wire/outbound-buffer";
import {
  ALIAS_ONLY,
  ALIAS_SET,
  encodeProperties,
  encodePublish,
  generatePacket,
} from "../../../../local/broker/wire/packet-encoder";

const topics = new TopicNames(DEFAULT_LIMITS);

function parse(bytes: Buffer, version: 4 | 5): IPublishPacket {
  const packets: IPublishPacket[] = [];
  const reader = parser({ protocolVersion: version });
  reader.on("packet", (packet) => packets.push(packet as IPublishPacket));
  reader.on("error", (error) => {
    throw error;
  });
  reader.parse(bytes);
  expect(packets).toHaveLength(1);
  return packets[0] as IPublishPacket;
}

/** Returns the bytes of a packet with its variable fields filled in. */
function bytesOf(encoded: ReturnType<typeof encodePublish>): Buffer {
  const buffer = new OutboundBuffer();
  buffer.appendPublish(encoded, true, 4711, 99, 7);
  const bytes = Buffer.concat(buffer.take().map((piece) => piece.bytes));
  expect(bytes).toHaveLength(encoded.size);
  return bytes;
}

describe("encodePublish", () => {
  test("writes what mqtt-packet reads, for every size of payload and both versions", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4 as const, 5 as const),
        fc.constantFrom(0 as const, 1 as const),
        fc.constantFrom(0, 1, 100, 127, 128, 8191, 8192, 8193, 16_384, 131_072),
        fc.string({ minLength: 1, maxLength: 30, unit: "grapheme" }),
        (version, qos, payloadBytes, name) => {
          const payload = Buffer.alloc(payloadBytes, 0x61);
          const message = new Message({ topic: topics.get(name), payload, qos });
          const packet = parse(bytesOf(encodePublish(message, version, qos, 0)), version);
          expect(packet).toMatchObject({ topic: name, qos, retain: true, dup: false });
          expect(packet.messageId).toBe(qos === 1 ? 4711 : undefined);
          expect(payload.equals(packet.payload as Buffer)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  const withEverything = new Message({
    topic: topics.get("a/b"),
    payload: Buffer.from("x"),
    qos: 1,
    expiresAt: 1,
    properties: encodeProperties({ contentType: "text/plain", userProperties: [["k", "v"]] }),
  });

  test("sends MQTT 5 subscribers the properties, with the rest of the expiry interval (MQTT 5, 3.3.2.3.3)", () => {
    const { properties } = parse(bytesOf(encodePublish(withEverything, 5, 1, 0)), 5);
    expect(properties).toEqual({ messageExpiryInterval: 99, contentType: "text/plain", userProperties: { k: "v" } });
  });

  test("sends MQTT 3.1.1 subscribers no properties", () => {
    const packet = parse(bytesOf(encodePublish(withEverything, 4, 1, 0)), 4);
    expect(packet.properties).toBeUndefined();
    expect(packet.payload.toString()).toBe("x");
  });

  test("names a topic and sets an alias, or uses only the alias (MQTT 5, 3.3.2.3.4)", () => {
    const set = parse(bytesOf(encodePublish(withEverything, 5, 1, ALIAS_SET)), 5);
    expect([set.topic, set.properties?.topicAlias]).toEqual(["a/b", 7]);
    const only = parse(bytesOf(encodePublish(withEverything, 5, 1, ALIAS_ONLY)), 5);
    expect([only.topic, only.properties?.topicAlias]).toEqual(["", 7]);
  });

  test("does not copy a large payload", () => {
    const payload = Buffer.alloc(20_000);
    const message = new Message({ topic: topics.get("a"), payload, qos: 0 });
    expect(encodePublish(message, 4, 0, 0).payload).toBe(payload);
  });
});

describe("generatePacket", () => {
  test("encodes packets for the given version", () => {
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 4)]).toEqual([0xb0, 2, 0, 1]);
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 5)]).toEqual([0xb0, 4, 0, 1, 0, 0]);
  });
});

test("mqtt-packet makes no buffers ahead for the numbers of packets, which are 15 MB", () => {
  generatePacket({ cmd: "pingresp" }, 4);
  expect(writeToStream.cacheNumbers).toBe(false);
});
