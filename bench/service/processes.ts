import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** A server's process. The handler's processes are its children. */
interface Server {
  readonly pid: number;
}

/** Kills a child process when this process exits, so that an interrupted benchmark leaves nothing running. */
export function endWithThis(child: ChildProcess): void {
  process.once("exit", () => child.kill("SIGKILL"));
}

/** Stops a process by ending its standard input, or with SIGTERM if that is no pipe, and waits for its exit. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.removeAllListeners("exit");
  const ended = once(child, "exit");
  if (child.stdin) child.stdin.end();
  else child.kill();
  await ended;
}

/** Returns the ids of a target's process and of its children, such as the handler's processes. Linux only. */
function processesOf(target: Server): readonly number[] {
  const { pid } = target;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
  return [pid, ...children.split(" ").filter(Boolean).map(Number)];
}

/** Returns the CPU seconds that a target's processes have used so far. Linux only. */
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

/** Returns the resident memory of a target's own process, bytes. Linux only. */
export function residentBytes({ pid }: Server): number {
  const [, kibibytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) * 1024;
}
