import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A process that serves, of which handlers' processes are children. */
interface Server {
  readonly pid: number;
}

/** Nothing is left running when the benchmark is interrupted. */
export function endWithThis(child: ChildProcess): void {
  process.once("exit", () => child.kill("SIGKILL"));
}

/** Ends a process by the end of its input, or else by SIGTERM, and waits for it. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.removeAllListeners("exit");
  const ended = once(child, "exit");
  if (child.stdin) child.stdin.end();
  else child.kill();
  await ended;
}

/** The processes of a target: it and those it started, such as the handler's. Linux only. */
function processesOf(target: Server): readonly number[] {
  const { pid } = target;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return [pid, ...children.split(" ").filter(Boolean).map(Number)];
}

/** Seconds of processor that a target has used so far. Linux only. */
export function cpuSeconds(target: Server): number {
  const ticksPerSecond = 100;
  let ticks = 0;
  for (const pid of processesOf(target)) {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    ticks += Number(fields[11]) + Number(fields[12]);
  }
  return ticks / ticksPerSecond;
}

/** Bytes of memory that a target's own process holds. Linux only. */
export function residentBytes({ pid }: Server): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}
