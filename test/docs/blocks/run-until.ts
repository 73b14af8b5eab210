import { spawn } from "node:child_process";
import { wholeLines } from "../../helpers/whole-lines";

/** Exit code and output of a program that was ended from outside. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly stderr: string;
}

/** Options of {@link runUntil}. */
export interface RunUntilOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Text that the program prints once it has started. */
  readonly running: RegExp;
  /** Ends the program. @default sends SIGINT to every process of the line, as ctrl-C in a terminal does */
  readonly end?: (ctrlC: () => void) => void;
}

/** Runs a shell line, and ends it once it has printed the text that says it has started. */
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
