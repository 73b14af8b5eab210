import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import type { Duplex } from "node:stream";
import { report } from "./measure";
import { type Login, openAs } from "./service/service-client";
import { startScript, type Target } from "./service/targets";

const COUNT = 100;
/** Milliseconds after which the hanging calls, and their processes, have ended. */
const OVER = 9000;

type Names = (number: number) => string;
const random: Names = (number) => createHash("sha256").update(`${number}`).digest("hex").slice(0, 12);

/**
 * Measures how long 100 simultaneous logins take that the handler answers immediately: alone, and beside 100 logins for
 * which the handler hangs.
 */
export async function benchHanging(): Promise<void> {
  const alone = await inNewProcess((target) => measure(target, (number) => `well-${number}`));
  print("logins: 100 at once, p99 alone / p50 alone", alone, median(alone));
  const [hang, well]: Names[] = [(number) => `hang-${number}`, (number) => `well-${number}`];
  const firstTime = await inNewProcess((target) => measure(target, well as Names, hang));
  print("the same beside 100 that hang, p99 / p99 alone", firstTime, p99(alone));
  const strangers = async (target: Target) => [
    await measure(
      target,
      (number) => random(2 * number),
      (number) => random(2 * number + 1),
    ),
    await measure(
      target,
      (number) => random(2 * number),
      (number) => random(2 * number + 1),
    ),
  ];
  const [unknown = [], known = []] = await inNewProcess(strangers);
  print("beside 100 whose names tell nothing, p99 / p99 alone", unknown, p99(alone));
  print("the same clients again, p99 / p99 alone", known, p99(alone));
  const started = await startProcesses();
  print(`${COUNT} processes of Node.js that do nothing, p99 / p99 alone`, started, p99(alone));
}

/**
 * Measures the lower bound for names from which the stand-in learns nothing: each hanging call occupies a process, so
 * that about as many processes have to start as there are hanging logins. Starts them a few at a time, as the stand-in
 * does.
 * @returns milliseconds until each process runs, in ascending order
 */
async function startProcesses(): Promise<readonly number[]> {
  const begun = performance.now();
  const times: number[] = [];
  const children: ReturnType<typeof spawn>[] = [];
  const worker = async () => {
    while (children.length < COUNT) {
      const child = spawn(process.execPath, ["-e", "console.log(); setInterval(() => {}, 1000)"]);
      children.push(child);
      if (child.stdout) await once(child.stdout, "data");
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker));
  for (const child of children) child.kill();
  return times.sort((a, b) => a - b);
}

async function inNewProcess<T>(run: (target: Target) => Promise<T>): Promise<T> {
  const target = await startScript("library", "hanging-server.ts");
  try {
    // The first call starts the handler's first process.
    (await openAs(target, { clientId: "first", username: "first", password: "" })).destroy();
    return await run(target);
  } finally {
    await target.stop();
  }
}

/**
 * Logs in with {@link COUNT} names that are answered and, alternating with them, as many that hang.
 * @returns milliseconds of the answered logins, from opening the connection to the CONNACK, in ascending order
 */
async function measure(target: Target, well: Names, hanging?: Names): Promise<readonly number[]> {
  const others: Promise<void>[] = [];
  const timed: Promise<number>[] = [];
  const opened: Duplex[] = [];
  const open = async (login: Omit<Login, "clientId">) => {
    opened.push(await openAs(target, { ...login, clientId: login.username }));
  };
  for (let number = 0; number < COUNT; number++) {
    if (hanging) others.push(open({ username: hanging(number), password: "hang" }).catch(() => {}));
    const started = performance.now();
    timed.push(open({ username: well(number), password: "" }).then(() => performance.now() - started));
  }
  const times = await Promise.all(timed);
  if (hanging) await Promise.race([Promise.all(others), new Promise((done) => setTimeout(done, OVER))]);
  for (const each of opened) each.destroy();
  return times.sort((a, b) => a - b);
}

const median = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
const p99 = (sorted: readonly number[]): number => sorted[Math.ceil(sorted.length * 0.99) - 1] ?? Number.NaN;

function print(title: string, times: readonly number[], against: number): void {
  report(
    title,
    p99(times) / against,
    "p99 below 1 s",
    `p50 ${median(times).toFixed(0)} ms, p99 ${p99(times).toFixed(0)} ms`,
  );
}
