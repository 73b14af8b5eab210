import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { Message } from "../../../../local/broker/sessions/message";
import { TopicNames } from "../../../../local/broker/topics/topic-name";

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

  test("does not keep the buffer it was read from once it settles", () => {
    const read = Buffer.alloc(64 * 1024, "x");
    const message = new Message({ topic, payload: read.subarray(10, 15), properties: read.subarray(20, 23), qos: 1 });
    message.settle();
    expect(message.payload.toString()).toBe("xxxxx");
    expect([message.payload.buffer.byteLength, message.properties.buffer.byteLength]).toEqual([5, 3]);
  });

  test("does not change when it settles again", () => {
    const message = new Message({ topic, payload: Buffer.from("some text"), qos: 1 });
    message.settle();
    const { payload } = message;
    message.settle();
    expect(message.payload).toBe(payload);
  });
});
