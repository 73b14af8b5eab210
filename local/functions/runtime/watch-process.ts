import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = path.join(__dirname, "watchdog.cjs");
/** Options of Node.js for the watchdog, which needs little memory and no worker threads. */
const SMALL = ["--max-old-space-size=32", "--v8-pool-size=0"];

/** A process that the watchdog watches. */
interface Watched {
  /** MiB. */
  readonly memorySize: number;
  readonly onTooMuch: () => void;
}

/** Reports what a watched process does. */
export interface Watch {
  /**
   * The process became busy. While no process is busy, memory is checked less often: a check costs as much as some
   * messages of clients.
   */
  begin(): void;
  /** The process became idle. */
  end(): void;
  /** The process has ended. */
  gone(): void;
}

/**
 * Time within which a watchdog ended too soon, and the number of watchdogs in a row that may end too soon before no
 * other is started.
 */
const [SOON_MILLISECONDS, MOST_ENDED_SOON] = [1000, 4];

/** Milliseconds without a busy process after which the processes are checked less often. */
const IDLE_MILLISECONDS = 1000;

/**
 * Milliseconds for which a watchdog waits for another process when the last has ended: a handler that was edited gets
 * new processes at once, and starting a watchdog takes as much processor time as starting one of them.
 */
const LINGER_MILLISECONDS = 1000;

/**
 * Watched processes by process id. One watchdog watches the processes of all functions; it runs as long as there is
 * one, and for a while after.
 */
const watched = new Map<number, Watched>();
let watchdog: ChildProcess | undefined;
let lingering: NodeJS.Timeout | undefined;
let endedSoon = 0;
/** How often processes became busy, and idle. */
let [begun, ended] = [0, 0];
/** Set while the watchdog checks often. */
let idleCheck: NodeJS.Timeout | undefined;

/**
 * Watches a function's process from a separate process, so that this works while both are busy: the process is ended
 * when the stand-in has ended. If the process uses too much memory, `onTooMuch` is called, and the process is ended if
 * it still does at the next check.
 * @param memorySize MiB that the function may use
 * @param onTooMuch called once
 * @example
 * const watch = watchProcess(pid, 128, () => child.kill("SIGKILL"));
 * child.once("exit", () => watch.gone());
 */
export function watchProcess(pid: number, memorySize: number, onTooMuch: () => void): Watch {
  watched.set(pid, { memorySize, onTooMuch });
  clearTimeout(lingering);
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
      lingering = setTimeout(() => {
        watchdog?.stdin?.end();
        watchdog = undefined;
      }, LINGER_MILLISECONDS).unref();
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

/** Starts a watchdog, also in place of one that has ended, and sends it all watched processes. */
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
    // A watchdog that cannot run here is not started again and again. Memory is then not limited until the next process
    // starts one.
    if (watched.size > 0 && endedSoon < MOST_ENDED_SOON) start();
  });
  child.once("error", () => {
    if (watchdog === child) watchdog = undefined;
  });
  const { stdin, stdout } = child;
  stdin?.on("error", () => {});
  if (stdout) createInterface({ input: stdout }).on("line", (line) => watched.get(Number(line))?.onTooMuch());
  // The watchdog ends with this process, and does not keep it alive.
  child.unref();
  for (const pipe of [stdin, stdout]) (pipe as Socket | null)?.unref();
  for (const [pid, { memorySize }] of watched) tell({ pid, memorySize });
  tell({ busy: idleCheck !== undefined });
}
