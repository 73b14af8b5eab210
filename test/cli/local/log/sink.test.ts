import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { logSink } from "../../../../cli/local/log/sink";
import { describeWith } from "../../../helpers/needs";

const REPOSITORY = join(__dirname, "..", "..", "..", "..");
const stream = (fd?: number): Writable & { readonly fd?: number } =>
  Object.assign(new Writable({ write: (_chunk, _encoding, done) => done() }), fd === undefined ? {} : { fd });

/** Whether a promise is settled when other events have been handled. */
const settled = async (promise: Promise<unknown>): Promise<boolean> => {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  for (let count = 0; count < 20; count++) await new Promise(setImmediate);
  return done;
};

it("writes all bytes to a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "iot-auth-log-"));
  const fd = openSync(join(folder, "log"), "w");
  const bytes = Buffer.alloc(300_000, "x");
  expect(await logSink(stream(fd)).write(bytes)).toBe(true);
  expect(readFileSync(join(folder, "log")).equals(bytes)).toBe(true);
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

it("tries again while a disk is full", async () => {
  if (!existsSync("/dev/full")) {
    process.stderr.write("skipped: only Linux has a disk that is always full\n");
    return;
  }
  const fd = openSync("/dev/full", "w");
  expect(await settled(logSink(stream(fd)).write(Buffer.from("x")))).toBe(false);
  closeSync(fd);
});

it("returns false for a stream that was destroyed", async () => {
  const gone = stream();
  gone.on("error", () => {}).destroy(new Error("EPIPE"));
  expect(await logSink(gone).write(Buffer.from("x"))).toBe(false);
});

it("returns false for a file that is closed", async () => {
  const fd = openSync("/dev/null", "w");
  const sink = logSink(stream(fd));
  closeSync(fd);
  expect(await sink.write(Buffer.from("x"))).toBe(false);
});

/**
 * Program that writes a mebibyte to a terminal that is not read, says over its channel that it still runs, and waits to
 * be read.
 */
const PROGRAM = `
  require("tsx/cjs/api").register();
  const { logSink } = require(${JSON.stringify(join(REPOSITORY, "cli", "local", "log", "sink.ts"))});
  const { writeSync } = require("node:fs");
  void logSink(process.stdout).write(Buffer.alloc(1024 * 1024, "x\\n")).then(() => process.exit(0));
  setTimeout(() => writeSync(2, "alive\\n"), 100);
  setInterval(() => {}, 1000);
`;
/** Python program that runs a program on a new terminal, and reads the terminal after a line on its standard input. */
const TERMINAL = `
import os, pty, sys
master, slave = pty.openpty()
child = os.fork()
if child == 0:
    os.setsid()
    os.close(master)
    os.dup2(slave, 1)
    os.execvp(sys.argv[1], sys.argv[1:])
os.close(slave)
sys.stdin.readline()
count = 0
while True:
    try: data = os.read(master, 65536)
    except OSError: break
    if not data: break
    count += data.count(b"x")
print(count, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
`;

describeWith(["python3"], "a terminal", () => {
  it("that is not read does not block the process, and gets all bytes once it is read", async () => {
    const child = spawn("python3", ["-c", TERMINAL, process.execPath, "-e", PROGRAM], { cwd: REPOSITORY });
    const [said] = (await once(child.stderr, "data")) as [Buffer];
    expect(said.toString()).toBe("alive\n");
    child.stdin.end("read\n");
    let printed = "";
    for await (const chunk of child.stdout) printed += chunk;
    expect(printed).toBe(`${512 * 1024} 0\n`);
  });
});
