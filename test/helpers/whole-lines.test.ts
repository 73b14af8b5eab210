import { once } from "node:events";
import { PassThrough } from "node:stream";
import { setImmediate as afterEvents } from "node:timers/promises";
import { wholeLines } from "./whole-lines";

describe("wholeLines", () => {
  const outputs = () => [new PassThrough(), new PassThrough()] as const;

  it("tells a line that is written in parts once it has ended", async () => {
    const [stdout] = outputs();
    const told: string[] = [];
    const printed = wholeLines([stdout], () => told.push(printed()));
    for (const part of ["Listening on local", "host:88", "83\nServ"]) {
      stdout.write(part);
      await afterEvents();
    }
    expect(told).toEqual(["Listening on localhost:8883\n"]);
  });

  it("puts no line of one output into a line of another", async () => {
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

  it("tells at the end what has no end of a line", async () => {
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
