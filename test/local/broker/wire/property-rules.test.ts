import { ProtocolViolation } from "../../../../local/broker/protocol-violation";
import { ReasonCode } from "../../../../local/broker/reason-codes";
import { checkProperties, userPropertiesBytes } from "../../../../local/broker/wire/property-rules";

describe("checkProperties", () => {
  test("takes the properties that belong into a packet, and none at all", () => {
    expect(() => checkProperties("CONNECT", { receiveMaximum: 5, userProperties: { a: ["1", "2"] } })).not.toThrow();
    expect(() => checkProperties("SUBSCRIBE", undefined)).not.toThrow();
  });

  test("refuses a property that belongs into another packet (MQTT 5, 2.2.2.2)", () => {
    expect(() => checkProperties("CONNECT", { topicAlias: 1 })).toThrow(
      new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "property topicAlias does not belong into CONNECT"),
    );
  });

  test("refuses a property that appears twice (MQTT 5, 3.1.2.11)", () => {
    expect(() => checkProperties("CONNECT", { receiveMaximum: [5, 6] })).toThrow(
      new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "property receiveMaximum appears twice in CONNECT"),
    );
  });

  test.each([[-1], [null], [undefined]])(
    "refuses a property that is cut off, which mqtt-packet reads as %s",
    (value) => {
      expect(() => checkProperties("DISCONNECT", { sessionExpiryInterval: value })).toThrow(
        new ProtocolViolation(ReasonCode.MALFORMED_PACKET, "property sessionExpiryInterval of DISCONNECT is cut off"),
      );
      expect(() => checkProperties("PUBACK", { userProperties: { a: value } })).toThrow("is cut off");
    },
  );
});

describe("userPropertiesBytes", () => {
  test("counts every name and value in bytes of UTF-8", () => {
    expect(userPropertiesBytes({ ab: ["c", "dé"], x: "y" })).toBe(2 + 1 + 2 + 3 + 1 + 1);
    expect(userPropertiesBytes(undefined)).toBe(0);
  });
});
