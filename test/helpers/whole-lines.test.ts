import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate as afterEvents } from "node:timers/promises";
import { wholeLines } from "./whole-lines";

describe("wholeLines", () => {
  const outputs = () => [new PassThrough(), new PassThrough()] as const;

  it("returns a line that is written in parts only after its line break", async () => {
    const [stdout] = outputs();
    const told: string[] = [];
    const printed = wholeLines([stdout], () => told.push(printed()));
    for (const part of ["Listening on local", "host:88", "83\nServ"]) {
      stdout.write(part);
      await afterEvents();
    }
    expect(told).toEqual(["Listening on localhost:8883\n"]);
  });

  it("keeps each line whole when two outputs are written in turn", async () => {
    const [stdout, stderr] = outputs();
    const printed = wholeLines([stdout, stderr], () => undefined);
    for (const [output, part] of [
      [stdout, '{"event":'],
      [stderr, "warning: x\n"],
      [stdout, '"ready"}\n'],
    ] as const) {
      output.write(part);
      await afterEvents();
    }
    expect(printed()).toBe('warning: x\n{"event":"ready"}\n');
  });

  it("returns text without a line break when the output ends", async () => {
    const [stdout] = outputs();
    let calls = 0;
    const printed = wholeLines([stdout], () => {
      calls += 1;
    });
    stdout.end("ended with 2");
    await once(stdout, "end");
    expect([printed(), calls]).toEqual(["ended with 2", 1]);
  });
});
