import { generatePacket } from "../../../../local/broker/wire/packet-codec";

describe("generatePacket", () => {
  test("writes for the version asked for", () => {
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 4)]).toEqual([0xb0, 2, 0, 1]);
    expect([...generatePacket({ cmd: "unsuback", messageId: 1, granted: [0] }, 5)]).toEqual([0xb0, 4, 0, 1, 0, 0]);
  });
});
