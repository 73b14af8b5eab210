import type { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watchProcess } from "../../../../local/functions/runtime/watch-process";

const started: ChildProcess[] = [];

/** Replaces watchdogs by programs that end at once, as when Node.js cannot start them. */
jest.mock("node:child_process", () => ({
  spawn: (program: string) => {
    const real = jest.requireActual<{ spawn: typeof spawn }>("node:child_process");
    const child = real.spawn(program, ["-e", ""], { stdio: ["pipe", "pipe", "ignore"] });
    started.push(child);
    return child;
  },
}));

async function endOfAll(): Promise<void> {
  for (let ended = 0; ended < started.length; ended++) {
    const child = started[ended];
    if (child && child.exitCode === null) await once(child, "exit");
    await new Promise(setImmediate);
  }
}

test("A watchdog that cannot run is started a few times only, and once more for the next process", async () => {
  const first = watchProcess(1_000_001, 128, () => {});
  await endOfAll();
  const before = started.length;

  const second = watchProcess(1_000_002, 128, () => {});
  await endOfAll();

  expect(before).toBe(4);
  expect(started.length).toBe(5);
  for (const watch of [first, second]) watch.gone();
});
