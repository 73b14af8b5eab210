import type { Io } from "../../../cli/io";
import { whileBusy } from "../../../cli/terminal/busy";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function terminal(isTTY = true, env: Io["env"] = {}) {
  const written: string[] = [];
  const io = { stderr: { isTTY, write: (text: string) => written.push(text) }, env } as unknown as Io;
  return { io, written };
}

/** Returns work that ends after a number of milliseconds. */
const lasting = (milliseconds: number) => () => new Promise((resolve) => setTimeout(resolve, milliseconds, "done"));

async function run({ io }: { io: Io }, milliseconds: number) {
  const end = whileBusy(io, "Asking AWS", lasting(milliseconds));
  await jest.advanceTimersByTimeAsync(milliseconds);
  return end;
}

describe("work of unknown duration", () => {
  it("is shown with its seconds once it takes longer than 400 ms, and removed at the end", async () => {
    const screen = terminal();
    expect(await run(screen, 2500)).toBe("done");
    expect(screen.written).toEqual([
      "\r\u001b[KAsking AWS …",
      "\r\u001b[KAsking AWS … 1 s",
      "\r\u001b[KAsking AWS … 2 s",
      "\r\u001b[K",
    ]);
  });

  it("is not shown if it is short", async () => {
    const screen = terminal();
    await run(screen, 300);
    expect([screen.written, jest.getTimerCount()]).toEqual([[], 0]);
  });

  it("is removed if it fails", async () => {
    const screen = terminal();
    const fail = whileBusy(screen.io, "Asking AWS", () => lasting(500)().then(() => Promise.reject(new Error("no"))));
    const failed = expect(fail).rejects.toThrow("no");
    await jest.advanceTimersByTimeAsync(500);
    await failed;
    expect([screen.written.at(-1), jest.getTimerCount()]).toEqual(["\r\u001b[K", 0]);
  });

  it.each([
    ["in a pipe", terminal(false)],
    ["on a terminal that cannot move its cursor", terminal(true, { TERM: "dumb" })],
  ])("is not shown %s", async (_, screen) => {
    await run(screen, 5000);
    expect(screen.written).toEqual([]);
  });
});
