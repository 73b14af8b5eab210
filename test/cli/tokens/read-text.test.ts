import { PassThrough } from "node:stream";
import { readText } from "../../../cli/tokens/read-text";

function read(content: Buffer): Promise<string> {
  const stdin = new PassThrough();
  stdin.end(content);
  return readText({ stdin });
}

describe("a token on standard input", () => {
  it.each([
    ["UTF-8", Buffer.from("eyJ.eyJ\n")],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFeyJ.eyJ\n")],
    ["UTF-16, as Windows PowerShell redirects it", Buffer.from("\uFEFFeyJ.eyJ\n", "utf16le")],
  ])("is the same text in %s", async (_, content) => {
    expect(await read(content)).toBe("eyJ.eyJ\n");
  });

  it("must be text, and at most 64 KiB", async () => {
    await expect(read(Buffer.from([0xff, 0x00, 0x01]))).rejects.toThrow("as UTF-8 text, got: other bytes");
    await expect(read(Buffer.alloc(70_000, "a"))).rejects.toThrow("got: over 65536 bytes");
  });
});
