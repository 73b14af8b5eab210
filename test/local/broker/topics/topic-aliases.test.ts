import { ReasonCode } from "../../../../local/broker/reason-codes";
import { InboundAliases, OutboundAliases } from "../../../../local/broker/topics/topic-aliases";
import { ALIAS_NONE, ALIAS_ONLY, ALIAS_SET } from "../../../../local/broker/wire/packet-encoder";
import { ProtocolViolation } from "../../../../local/broker/wire/rules";

describe("InboundAliases", () => {
  test("an alias stands for the topic it was last sent with (MQTT 5, 3.3.2.3.4)", () => {
    const aliases = new InboundAliases(8);
    expect(aliases.resolve(1, "a")).toBe("a");
    expect(aliases.resolve(1, "")).toBe("a");
    expect(aliases.resolve(1, "b")).toBe("b");
    expect(aliases.resolve(1, "")).toBe("b");
  });

  test.each([
    [0, "topic alias 0 [MQTT-3.3.2-8]"],
    [9, "a topic alias above the maximum: 9, the maximum is 8 [MQTT-3.3.2-9]"],
  ])("alias %s is not in 1 to 8", (alias, message) => {
    expect(() => new InboundAliases(8).resolve(alias, "a")).toThrow(
      new ProtocolViolation(ReasonCode.TOPIC_ALIAS_INVALID, message),
    );
  });

  test("an alias that the client has not set is a protocol error", () => {
    expect(() => new InboundAliases(8).resolve(8, "")).toThrow(
      new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "a topic alias that the client has not set: 8 [MQTT 5, 3.3.4]"),
    );
  });
});

describe("OutboundAliases", () => {
  test("sets aliases for the first topics, up to the client's Topic Alias Maximum [MQTT-3.1.2-26]", () => {
    const aliases = new OutboundAliases(2);
    expect(["a", "b", "a", "c", "b"].map((topic) => aliases.use(topic))).toEqual([
      ALIAS_SET,
      ALIAS_SET,
      ALIAS_ONLY,
      ALIAS_NONE,
      ALIAS_ONLY,
    ]);
    expect(["a", "b"].map((topic) => aliases.aliasOf(topic))).toEqual([1, 2]);
  });
});
