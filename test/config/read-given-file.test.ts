import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGivenFile } from "../../config/read-given-file";

describe("a file that an option or a setting names", () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-given-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fifo = join(folder, "fifo");
  beforeAll(() => execFileSync("mkfifo", [fifo]));

  it("is read, also through a symbolic link", async () => {
    writeFileSync(join(folder, "file"), "text");
    symlinkSync("file", join(folder, "link"));
    expect(String(await readGivenFile(join(folder, "link")))).toBe("text");
  });

  it.each([
    ["a folder", folder],
    ["a pipe", fifo],
    ["a device", "/dev/null"],
  ])("is refused without waiting if it is %s", async (code, path) => {
    await expect(readGivenFile(path)).rejects.toMatchObject({ code, message: `${path} is ${code}, not a file` });
  });

  it("is refused if it is a socket", async () => {
    const path = join(folder, "socket");
    const server = createServer().listen(path);
    await new Promise((listening) => server.once("listening", listening));
    await expect(readGivenFile(path)).rejects.toMatchObject({ code: "a socket" });
    server.close();
  });

  it("keeps the error code of Node.js if it does not exist", async () => {
    await expect(readGivenFile(join(folder, "missing"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("may be an open pipe of the shell if openPipe is set, but not a named pipe", async () => {
    const script = `require("tsx/cjs");
      require(${JSON.stringify(join(__dirname, "../../config/read-given-file.ts"))})
        .readGivenFile(process.argv[1], { openPipe: true }).then(String, ({ code }) => code).then(console.log)`;
    const command = ["-c", `printf "through a pipe" | "$@"`, "sh", process.execPath, "-e", script];
    const read = (path: string) => execFileSync("sh", [...command, path], { encoding: "utf8" });
    expect(read("/dev/stdin")).toBe("through a pipe\n");
    expect(read(fifo)).toBe("a pipe\n");
  });
});
