import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = path.join(__dirname, "watchdog.cjs");
/** It needs next to none, and no further threads. */
const SMALL = ["--max-old-space-size=32", "--v8-pool-size=0"];

/** A process that is looked after. */
interface Watched {
  /** MiB. */
  readonly memorySize: number;
  readonly onTooMuch: () => void;
}

/** What is to be told of a process that is looked after. */
export interface Watch {
  /** It has something to do. While none has, they are looked at less often: each look costs as much as some messages of clients. */
  begin(): void;
  /** It has nothing more to do. */
  end(): void;
  /** It has ended. */
  gone(): void;
}

/** A watchdog that ends within so many milliseconds ends soon, and after so many in a row that did no other one is started. */
const [SOON_MILLISECONDS, MOST_ENDED_SOON] = [1000, 4];

/** Milliseconds without anything to do after which they count as idle. */
const IDLE_MILLISECONDS = 1000;

/** One for all functions, as long as any of their processes is there. */
const watched = new Map<number, Watched>();
let watchdog: ChildProcess | undefined;
let endedSoon = 0;
/** How often any process has begun something, and ended it. */
let [begun, ended] = [0, 0];
/** While the watchdog looks often. */
let idleCheck: NodeJS.Timeout | undefined;

/**
 * Has a function's process looked after, whatever it or this process is busy with: when this process is gone, it is ended, and when it holds
 * more memory than it may, that is told, and it is ended if it still does at the next look.
 * @param memorySize MiB that the function may use
 * @param onTooMuch told once
 * @example
 * const watch = watchProcess(pid, 128, () => child.kill("SIGKILL"));
 * child.once("exit", () => watch.gone());
 */
export function watchProcess(pid: number, memorySize: number, onTooMuch: () => void): Watch {
  watched.set(pid, { memorySize, onTooMuch });
  if (watchdog === undefined) start();
  else tell({ pid, memorySize });
  return {
    begin: () => {
      begun += 1;
      if (idleCheck === undefined) lookOften();
    },
    end: () => {
      ended += 1;
    },
    gone: () => {
      if (!watched.delete(pid)) return;
      tell({ pid });
      if (watched.size > 0) return;
      watchdog?.stdin?.end();
      watchdog = undefined;
    },
  };
}

function lookOften(): void {
  tell({ busy: true });
  let seen = begun;
  idleCheck = setInterval(() => {
    if (begun === seen && begun === ended) {
      clearInterval(idleCheck);
      idleCheck = undefined;
      tell({ busy: false });
    }
    seen = begun;
  }, IDLE_MILLISECONDS).unref();
}

function tell(line: Readonly<Record<string, number | boolean>>): void {
  watchdog?.stdin?.write(`${JSON.stringify(line)}\n`);
}

/** Starts a watchdog, in place of one that was ended, too, and tells it all. */
function start(): void {
  const child: ChildProcess = spawn(process.execPath, [...SMALL, PROGRAM], {
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
  });
  const since = performance.now();
  watchdog = child;
  child.once("exit", () => {
    if (watchdog !== child) return;
    watchdog = undefined;
    endedSoon = performance.now() - since < SOON_MILLISECONDS ? endedSoon + 1 : 0;
    // One that cannot run here is not started for ever. Then memory is not bounded; the next process has it tried again.
    if (endedSoon < MOST_ENDED_SOON) start();
  });
  child.once("error", () => {
    if (watchdog === child) watchdog = undefined;
  });
  const { stdin, stdout } = child;
  stdin?.on("error", () => {});
  if (stdout) createInterface({ input: stdout }).on("line", (line) => watched.get(Number(line))?.onTooMuch());
  // It ends with this process, and does not keep it.
  child.unref();
  for (const pipe of [stdin, stdout]) (pipe as Socket | null)?.unref();
  for (const [pid, { memorySize }] of watched) tell({ pid, memorySize });
  tell({ busy: idleCheck !== undefined });
}
