import { type ChildProcess, type SpawnOptionsWithoutStdio, spawn } from "node:child_process";

/** A program that runs beside a test, and is killed when the test's process ends. */
export interface Tethered {
  /** Has the program's output; its `exit` event says that the program has ended. */
  readonly child: ChildProcess;
  /** Kills the program, and waits until it has ended. */
  end(): Promise<void>;
}

/**
 * Shell script that runs the program `$@` until it ends, or until its standard input is closed. A process gets no
 * signal when its parent is killed, but its pipes are closed.
 */
export const UNTIL_INPUT_ENDS = 'exec 3<&0; "$@" 3<&- & p=$!; { read -r _ <&3; kill -9 $p; } >/dev/null 2>&1 & wait $p';

/**
 * Starts a program that is killed when the test's process ends for any reason: a failed test, a stopped jest, a crash.
 */
export function spawnTethered(
  program: string,
  args: readonly string[],
  options: SpawnOptionsWithoutStdio = {},
): Tethered {
  const child = spawn("sh", ["-c", UNTIL_INPUT_ENDS, "sh", program, ...args], options);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdin.on("error", () => {
    // The program may have ended already.
  });
  return {
    child,
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
