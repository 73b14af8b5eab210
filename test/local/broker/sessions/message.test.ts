import fc from "fast-check";
import { generate } from "mqtt-packet";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { Message } from "../../../../local/broker/sessions/message";
import { TopicNames } from "../../../../local/broker/topics/topic-name";
import { OutboundBuffer } from "../../../../local/broker/wire/outbound-buffer";
import { decodePublish } from "../../../../local/broker/wire/publish-decoder";

const topic = new TopicNames(DEFAULT_LIMITS).get("t");

describe("Message", () => {
  test("is serialized once for all subscribers of a version and QoS", () => {
    const message = new Message({ topic, payload: Buffer.from("x"), qos: 1 });
    expect(message.encoded(4, 1)).toBe(message.encoded(4, 1));
    const different = new Set([
      message.encoded(4, 0),
      message.encoded(4, 1),
      message.encoded(5, 0),
      message.encoded(5, 1),
    ]);
    expect(different.size).toBe(4);
  });

  test("gives subscribers with the publisher's version and QoS the bytes it sent, which are those it would be serialized to", () => {
    fc.assert(
      fc.property(
        fc.record({
          version: fc.constantFrom(4 as const, 5 as const),
          qos: fc.constantFrom(0 as const, 1 as const),
          retain: fc.boolean(),
          payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          userProperties: fc.option(fc.constant({ a: "x", b: "y" }), { nil: undefined }),
          topicAlias: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }),
          messageExpiryInterval: fc.option(fc.constant(5), { nil: undefined }),
        }),
        ({ version, qos, retain, payload, userProperties, topicAlias, messageExpiryInterval }) => {
          const all = {
            ...(topicAlias && { topicAlias }),
            ...(messageExpiryInterval && { messageExpiryInterval }),
            ...(userProperties && { userProperties }),
          };
          const properties = version === 5 ? all : {};
          const packet = { cmd: "publish", topic: "t", payload, qos, retain, messageId: 7, properties } as const;
          // DUP must be 0 for QoS 0 [MQTT-3.3.1-2].
          const bytes = generate({ ...packet, dup: qos === 1 }, { protocolVersion: version });
          const body = 1 + ((bytes[1] as number) < 128 ? 1 : 2);
          const read = Buffer.alloc(bytes.length + 10, 0xee);
          read.set(bytes, 5);
          const received = decodePublish(read, 5, 5 + body, 5 + bytes.length, version);
          const { forwarded, messageExpirySeconds } = received.properties;
          const expiresAt = messageExpirySeconds === undefined ? undefined : 1;
          const content = { topic, payload: received.payload, qos, properties: forwarded, expiresAt };
          const [reusing, serialized] = [{ ...content, received }, content].map((parts) => new Message(parts));
          for (const [toVersion, toQos] of [
            [4, 0],
            [4, 1],
            [5, 0],
            [5, 1],
          ] as const) {
            const [one, other] = [reusing, serialized].map((message) => {
              const buffer = new OutboundBuffer();
              const encoded = (message as Message).encoded(toVersion, toQos);
              buffer.appendPublish(encoded, true, 513, 9, 0);
              expect(encoded.size).toBe(buffer.bytes);
              return Buffer.concat(buffer.take().map(({ bytes }) => bytes));
            });
            expect(one).toEqual(other);
          }
          const shared = reusing?.encoded(version, qos).head.buffer === read.buffer;
          const asSent = version === 4 || (topicAlias === undefined && messageExpiryInterval === undefined);
          expect(shared).toBe(asSent);
        },
      ),
    );
  });

  test("is serialized again where an MQTT 3.1.1 client wrote the length with more bytes than needed [MQTT-1.5.5-1]", () => {
    const bytes = Buffer.of(0x30, 0x84, 0x00, 0, 1, 0x74, 0x78);
    const received = decodePublish(bytes, 0, 3, bytes.length, 4);
    const message = new Message({ topic, payload: received.payload, qos: 0, received });
    expect([...message.encoded(4, 0).head]).toEqual([0x30, 4, 0, 1, 0x74, 0x78]);
  });

  test("does not keep the buffer it was read from once it settles", () => {
    const read = Buffer.alloc(64 * 1024, "x");
    const message = new Message({ topic, payload: read.subarray(10, 15), properties: read.subarray(20, 23), qos: 1 });
    message.settle();
    expect(message.payload.toString()).toBe("xxxxx");
    expect([message.payload.buffer.byteLength, message.properties.buffer.byteLength]).toEqual([5, 3]);
  });

  test("does not keep the packet it came in once it settles", () => {
    const bytes = Buffer.of(0x30, 4, 0, 1, 0x74, 0x78);
    const received = decodePublish(bytes, 0, 2, bytes.length, 4);
    const message = new Message({ topic, payload: received.payload, qos: 0, received });
    expect(message.encoded(4, 0).head.buffer).toBe(bytes.buffer);
    message.settle();
    bytes.fill(0);
    expect([...message.encoded(4, 0).head]).toEqual([0x30, 4, 0, 1, 0x74, 0x78]);
  });

  test("does not change when it settles again", () => {
    const message = new Message({ topic, payload: Buffer.from("some text"), qos: 1 });
    message.settle();
    const { payload } = message;
    message.settle();
    expect(message.payload).toBe(payload);
  });
});
