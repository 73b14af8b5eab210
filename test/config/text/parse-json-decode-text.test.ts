import { decodeText } from "../../../config/text/parse-json";

describe("text in bytes", () => {
  const text = "näme,gröup\n漢字,🔑";

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 as Windows writes it", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 the other way round", Buffer.from(`\uFEFF${text}`, "utf16le").swap16()],
  ])("is decoded from %s, without the mark", (_, bytes) => {
    expect(decodeText(bytes)).toBe(text);
  });

  it.each([
    ["Latin-1", Buffer.from("name,gröup", "latin1")],
    ["half a character of UTF-16", Buffer.from([0xff, 0xfe, 0x41])],
    ["half a pair of UTF-16", Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41, 0x00])],
  ])("is undefined for %s", (_, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });

  it("may be empty", () => {
    expect(decodeText(Buffer.alloc(0))).toBe("");
    expect(decodeText(Buffer.from("\uFEFF"))).toBe("");
  });
});
