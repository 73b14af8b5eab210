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

/** One for all functions, as long as any of their processes is there. */
const watched = new Map<number, Watched>();
let watchdog: ChildProcess | undefined;

/**
 * Has a function's process looked after, whatever it or this process is busy with: when this process is gone, it is ended, and when it holds
 * more memory than it may, that is told, and it is ended if it still does at the next look.
 * @param memorySize MiB that the function may use
 * @param onTooMuch told once
 * @returns to be called when the process has ended
 * @example
 * const ended = watchProcess(pid, 128, () => child.kill("SIGKILL"));
 * child.once("exit", ended);
 */
export function watchProcess(pid: number, memorySize: number, onTooMuch: () => void): () => void {
  watched.set(pid, { memorySize, onTooMuch });
  watchdog ??= start();
  tell({ pid, memorySize });
  return () => {
    if (!watched.delete(pid)) return;
    tell({ pid });
    if (watched.size > 0) return;
    watchdog?.stdin?.end();
    watchdog = undefined;
  };
}

function tell(line: { readonly pid: number; readonly memorySize?: number }): void {
  watchdog?.stdin?.write(`${JSON.stringify(line)}\n`);
}

function start(): ChildProcess {
  const child = spawn(process.execPath, [...SMALL, PROGRAM], { env: {}, stdio: ["pipe", "pipe", "ignore"] });
  const startAgain = () => {
    if (watchdog !== child) return;
    watchdog = start();
    for (const [pid, { memorySize }] of watched) tell({ pid, memorySize });
  };
  child.once("exit", startAgain);
  // Without one, memory is not bounded; the next process tries to start one.
  child.once("error", () => {
    if (watchdog === child) watchdog = undefined;
  });
  const { stdin, stdout } = child as ChildProcess;
  stdin?.on("error", () => {});
  if (stdout) createInterface({ input: stdout }).on("line", (line) => watched.get(Number(line))?.onTooMuch());
  // It ends with this process, and does not keep it.
  child.unref();
  for (const pipe of [stdin, stdout]) (pipe as Socket | null)?.unref();
  return child;
}
