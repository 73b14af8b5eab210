import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from "node:child_process";

/** A program that runs beside a test, and never outlives it. */
export interface Tethered {
  /** The program's output; its `exit` event says that the program has ended. */
  readonly child: ChildProcess;
  /** Kills the program. */
  end(): Promise<void>;
}

/**
 * Runs the program `$@` until it ends, or until nothing holds the other end of the standard input any more. Nothing tells a process that
 * its parent was killed, but its pipes close.
 */
export const UNTIL_INPUT_ENDS = 'exec 3<&0; "$@" 3<&- & p=$!; { read -r _ <&3; kill -9 $p; } >/dev/null 2>&1 & wait $p';

/** Starts a program that is killed when the test's process ends, however that comes about: a failed test, a stopped jest, a crash. */
export function spawnTethered(
  program: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio = {},
): Tethered {
  const child = spawn("sh", ["-c", UNTIL_INPUT_ENDS, "sh", program, ...args], options);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdin.on("error", () => {
    // It may have ended already.
  });
  return {
    child,
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
