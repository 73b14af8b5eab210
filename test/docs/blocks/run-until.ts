import { spawn } from "node:child_process";
import { wholeLines } from "../../helpers/whole-lines";

/** How a program ended that does not end by itself. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly stderr: string;
}

/** How to run it. */
export interface RunUntilOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it prints once it is under way. */
  readonly running: RegExp;
  /** Makes it end; by default somebody presses ctrl-C, which reaches every process of the line. */
  readonly end?: (ctrlC: () => void) => void;
}

/** Runs a shell line until it is under way, then does what ends it. */
export function runUntil(line: string, options: RunUntilOptions): Promise<Ended> {
  const { cwd, env, running, end = (ctrlC) => ctrlC() } = options;
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", line], { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
    const ctrlC = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
    };
    let isRunning = false;
    const output = wholeLines([child.stdout, child.stderr], () => {
      if (isRunning || !running.test(output())) return;
      isRunning = true;
      end(ctrlC);
    });
    let stderr = "";
    child.stderr.on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output: output(), stderr }));
  });
}
