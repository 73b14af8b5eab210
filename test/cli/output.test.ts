import { Writable } from "node:stream";
import { OutputError } from "../../cli/errors";
import type { Io } from "../../cli/io";
import { createOutput, hasColours } from "../../cli/output";

const stream = (write: Writable["write"] | undefined, isTTY = false) =>
  Object.assign(
    new Writable({ write: (chunk, _encoding, done) => (write ? write(chunk, done) : done(errno("ENOSPC"))) }),
    { isTTY },
  ).on("error", () => undefined);
const errno = (code: string) => Object.assign(new Error(code), { code });
const io = (stdout: Io["stdout"], stderr: Io["stderr"] = stdout) => ({ stdout, stderr, env: {} }) as unknown as Io;

describe("output", () => {
  it("prints a result as text or as JSON, and nothing for no text", async () => {
    let printed = "";
    const target = io(
      stream(((chunk: Buffer, done: () => void) => {
        printed += chunk;
        done();
        return true;
      }) as Writable["write"]),
    );
    await createOutput(target, () => false).result({ a: 1 }, () => "a is 1");
    await createOutput(target, () => false).result({ a: 1 }, () => undefined);
    await createOutput(target, () => true).result({ a: 1 }, () => "a is 1");
    expect(printed).toBe('a is 1\n{\n  "a": 1\n}\n');
  });

  it("keeps its own styles, and makes all other control characters visible", async () => {
    let printed = "";
    const target = stream(((chunk: Buffer, done: () => void) => {
      printed += chunk;
      done();
      return true;
    }) as Writable["write"]);
    const coloured = createOutput(io(Object.assign(target, { isTTY: true })), () => false);
    expect(coloured.lines(`${coloured.style("red", "a\u001b[2J")}\nb\r`)).toBe(
      "\u001b[31ma\\u{1b}[2J\u001b[39m\nb\\u{d}",
    );
    await coloured.note("a\nb");
    await coloured.result({}, () => "a\u0007");
    expect(printed).toBe("a\\u{a}b\na\\u{7}\n");
    const plain = createOutput(io(stream(undefined)), () => false);
    expect(plain.lines("\u001b[31ma")).toBe("\\u{1b}[31ma");
  });

  it("fails when a result cannot be written, but not when a note cannot", async () => {
    const output = createOutput(io(stream(undefined), stream(undefined)), () => false);
    const failure = output.result({}, () => "x");
    await expect(failure).rejects.toThrow(OutputError);
    await expect(failure).rejects.toThrow("The result could not be written to standard output (ENOSPC).");
    await output.note("x");
  });

  it("has colours on a terminal only, and honours NO_COLOR and a dumb terminal", () => {
    expect(hasColours(stream(undefined, true), {})).toBe(true);
    expect(hasColours(stream(undefined, true), { NO_COLOR: "" })).toBe(true);
    expect(hasColours(stream(undefined, true), { NO_COLOR: "1" })).toBe(false);
    expect(hasColours(stream(undefined, true), { TERM: "dumb" })).toBe(false);
    expect(hasColours(stream(undefined, false), {})).toBe(false);
    expect(createOutput(io(stream(undefined, true)), () => false).style("red", "x")).toBe("\u001b[31mx\u001b[39m");
    expect(createOutput(io(stream(undefined)), () => false).style("red", "x")).toBe("x");
  });
});
