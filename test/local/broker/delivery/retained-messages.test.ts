import { RetainedMessages } from "../../../../local/broker/delivery/retained-messages";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { Message } from "../../../../local/broker/sessions/message";
import { TopicNames } from "../../../../local/broker/topics/topic-name";
import { FakeClock } from "../../fake-clock";

const topics = new TopicNames(DEFAULT_LIMITS);
const message = (topic: string, payload: string, expiresAt?: number) =>
  new Message({ topic: topics.get(topic), payload: Buffer.from(payload), qos: 1, expiresAt });

describe("RetainedMessages", () => {
  test("keeps the last message of each topic [MQTT-3.3.1-5]", () => {
    const retained = new RetainedMessages(new FakeClock(), 10);
    for (const [topic, payload] of [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ] as const) {
      retained.store(message(topic, payload));
    }
    expect(["a", "b", "c"].map((topic) => retained.get(topic)?.payload.toString())).toEqual(["3", "2", undefined]);
  });

  test("forgets a topic when a message without payload comes [MQTT-3.3.1-6]", () => {
    const retained = new RetainedMessages(new FakeClock(), 10);
    retained.store(message("a", "1"));
    retained.store(message("a", ""));
    expect([retained.get("a"), retained.size]).toEqual([undefined, 0]);
  });

  test("forgets a message that has expired", () => {
    const clock = new FakeClock();
    const retained = new RetainedMessages(clock, 10);
    retained.store(message("a", "1", clock.now() + 1000));
    clock.advance(999);
    expect(retained.get("a")?.payload.toString()).toBe("1");
    clock.advance(1);
    expect([retained.get("a"), retained.size]).toEqual([undefined, 0]);
  });

  test("accepts further topics up to AWS's limit, and always a change", () => {
    const retained = new RetainedMessages(new FakeClock(), 1);
    retained.store(message("a", "1"));
    expect([message("a", "2"), message("b", ""), message("b", "1")].map((each) => retained.hasRoom(each))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
