import { LogOutput } from "../../../../cli/local/log/log-output";

/** A sink that accepts what is written only when the test says so. */
function slowSink() {
  const taken: string[] = [];
  let pending: ((ok: boolean) => void) | undefined;
  return {
    taken,
    write: (bytes: Buffer) =>
      new Promise<boolean>((resolve) => {
        taken.push(bytes.toString());
        pending = resolve;
      }),
    async answer(ok = true) {
      while (!pending) await new Promise(setImmediate);
      pending(ok);
      pending = undefined;
      await new Promise(setImmediate);
    },
    lines: () => taken.join("").split("\n").slice(0, -1),
  };
}

function setUp(maxBytes = 100) {
  const sink = slowSink();
  return { sink, output: new LogOutput(sink, { maxBytes, leftOut: (count) => `(${count} left out)` }) };
}

describe("the live log's output", () => {
  it("writes lines together that are printed in the same turn", async () => {
    const { sink, output } = setUp();
    output.print("one");
    output.print("two");
    await sink.answer();
    expect(sink.taken).toEqual(["one\ntwo\n"]);
    expect(await output.close(1000)).toBe(true);
  });

  it("leaves out lines that do not fit, and says how many in their place", async () => {
    const { sink, output } = setUp();
    for (let count = 0; count < 20; count++) output.print(`line ${count}`.padEnd(9));
    expect(output.open).toBe(false);
    await sink.answer();
    output.print("later");
    await sink.answer();
    expect(sink.lines()).toEqual([
      ...Array.from({ length: 11 }, (_, at) => `line ${at}`.padEnd(9)),
      "(9 left out)",
      "later",
    ]);
  });

  it("says how many lines were left out even if no line is printed afterwards", async () => {
    const { sink, output } = setUp();
    for (let count = 0; count < 20; count++) output.print("x".repeat(9));
    await sink.answer();
    await sink.answer();
    expect(sink.lines().at(-1)).toBe("(9 left out)");
  });

  it("prints no further line until half of the room is free", async () => {
    const { sink, output } = setUp(200_000);
    const line = "x".repeat(999);
    for (let count = 0; count < 300; count++) output.print(line);
    await sink.answer();
    expect(output.open).toBe(false);
    await sink.answer();
    expect(output.open).toBe(true);
  });

  it("closes when its last line is written, or after the time limit", async () => {
    const { sink, output } = setUp();
    output.print("one");
    const closed = output.close(60_000, "last");
    await sink.answer();
    expect(await closed).toBe(true);
    expect(sink.lines()).toEqual(["one", "last"]);

    const stalled = setUp().output;
    stalled.print("never taken");
    expect(await stalled.close(1)).toBe(false);
  });

  it("closes at once if nothing can be written any more", async () => {
    const { sink, output } = setUp();
    output.print("one");
    await sink.answer(false);
    expect(output.open).toBe(false);
    output.print("two");
    expect(await output.close(60_000, "last")).toBe(true);
    expect(sink.lines()).toEqual(["one"]);
  });
});
