import { reasonText } from "../../../cli/mqtt/client-session";

describe("a reason code", () => {
  it.each([
    [0x87, "not authorized (0x87)"],
    [0x86, "bad User Name or Password (0x86)"],
    [5, "not authorized (0x05)"],
    [0xff, "unknown reason (0xFF)"],
  ])("%i is said in words", (code, text) => {
    expect(reasonText(code)).toBe(text);
  });
});
