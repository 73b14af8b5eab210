import type { Io } from "../../../cli/io";
import { createProgress, progressLine } from "../../../cli/terminal/progress";

/** A terminal, and a clock that advances by `step` milliseconds at each reading. */
function terminal(step: number, isTTY = true, env: Io["env"] = {}) {
  const written: string[] = [];
  let time = 0;
  const io = {
    stderr: { isTTY, write: (text: string) => written.push(text) },
    env,
    now: () => {
      time += step;
      return new Date(time);
    },
  };
  return { io: io as unknown as Io, written };
}

function run({ io }: { io: Io }, times: number): void {
  const progress = createProgress(io, "Hashing", times);
  for (let i = 0; i < times; i++) progress.advance();
  progress.end();
}

describe("a progress bar", () => {
  it("shows the progress and the estimated time", () => {
    expect(progressLine("Hashing", 25, 100, 1000)).toBe("Hashing [######------------------] 25/100, about 3 s left");
    expect(progressLine("Hashing", 1, 1000, 1000)).toBe("Hashing [------------------------] 1/1000, about 17 min left");
    expect(progressLine("Checking", 0, 12, 1000)).toBe("Checking [------------------------] 0/12");
    expect(progressLine("Hashing", 10, 10, 1000)).toBe("Hashing [########################] 10/10, about 0 s left");
  });

  it("is drawn ten times a second and removed at the end", () => {
    const screen = terminal(50);
    run(screen, 20);
    expect(screen.written).toHaveLength(8);
    expect(screen.written[0]).toBe("\r\u001b[KHashing [#########---------------] 8/20, about 1 s left");
    expect(screen.written.at(-1)).toBe("\r\u001b[K");
  });

  it("is drawn once a second during a long step, and not after the end", () => {
    jest.useFakeTimers();
    const screen = terminal(500);
    const progress = createProgress(screen.io, "Checking", 12);
    jest.advanceTimersByTime(2000);
    progress.end();
    jest.advanceTimersByTime(2000);
    jest.useRealTimers();
    expect(screen.written).toEqual([
      "\r\u001b[KChecking [------------------------] 0/12",
      "\r\u001b[KChecking [------------------------] 0/12",
      "\r\u001b[K",
    ]);
  });

  it("is not drawn for short work", () => {
    const screen = terminal(1);
    run(screen, 300);
    expect(screen.written).toEqual([]);
  });

  it.each([
    ["in a pipe", terminal(1000, false)],
    ["on a terminal that cannot move its cursor", terminal(1000, true, { TERM: "dumb" })],
  ])("is not drawn %s", (_, screen) => {
    run(screen, 20);
    expect(screen.written).toEqual([]);
  });
});
