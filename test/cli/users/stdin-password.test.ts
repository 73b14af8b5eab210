import { PassThrough } from "node:stream";
import { stdinPassword } from "../../../cli/users/stdin-password";

function read(content: Buffer, isTTY = false): Promise<Buffer> {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end(content);
  return stdinPassword({ stdin }, "pass show printer-7 | …");
}

describe("a password on standard input", () => {
  it.each([
    ["as it is", Buffer.from("correct horse")],
    ["with a newline", Buffer.from("correct horse\n")],
    ["with a newline of Windows", Buffer.from("correct horse\r\n")],
    ["with a byte order mark", Buffer.from("\uFEFFcorrect horse\r\n")],
    ["in UTF-16, as Windows PowerShell redirects it", Buffer.from("\uFEFFcorrect horse\r\n", "utf16le")],
    ["in UTF-16 the other way round", Buffer.from("\uFEFFcorrect horse\n", "utf16le").swap16()],
  ])("is the same %s", async (_, content) => {
    expect((await read(content)).toString()).toBe("correct horse");
  });

  it.each([
    ["bytes that are no text", Buffer.from([0xe4, 0xf6, 0xfc])],
    ["blanks and further newlines", Buffer.from(" x \n")],
  ])("keeps %s", async (_, content) => {
    expect(await read(Buffer.concat([content, Buffer.from("\n")]))).toEqual(content);
  });

  it("is read neither from a terminal nor from endless input", async () => {
    await expect(read(Buffer.from("x"), true)).rejects.toThrow("got: a terminal, which would show the password");
    await expect(read(Buffer.alloc(300_000))).rejects.toThrow("got: more than 262144 bytes");
  });
});
