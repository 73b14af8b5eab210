import { encodeProperties } from "../../../../local/broker/wire/packet-encoder";
import { decodePublish } from "../../../../local/broker/wire/publish-decoder";

describe("encodeProperties", () => {
  test("writes properties as PUBLISH packets hold them", () => {
    const properties = encodeProperties({
      payloadFormatIndicator: true,
      contentType: "text/plain",
      responseTopic: "re/ply",
      correlationData: Buffer.from("abc"),
      userProperties: [
        ["b", "1"],
        ["a", "2"],
        ["b", "3"],
      ],
    });
    const packet = Buffer.concat([Buffer.of(0x30, 4 + properties.length, 0, 1, 0x74, properties.length), properties]);
    const decoded = decodePublish(packet, 0, 2, packet.length, 5).properties;
    expect(decoded.forwarded).toEqual(properties);
    expect(decoded).toMatchObject({ responseTopic: "re/ply", contentTypeBytes: 10, correlationDataBytes: 3 });
    expect(decoded.userPropertiesBytes).toBe(6);
  });

  test("returns an empty buffer without properties", () => {
    expect(encodeProperties({})).toHaveLength(0);
  });

  test("refuses a value that does not fit into a property", () => {
    expect(() => encodeProperties({ contentType: "x".repeat(65_536) })).toThrow("out of range");
  });
});
