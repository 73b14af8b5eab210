import { spawn } from "node:child_process";
import { wholeLines } from "../helpers/whole-lines";

/** A program that runs until it is stopped. */
export interface Program {
  /** The whole lines that it printed so far, of both outputs in the order in which they ended. */
  readonly output: () => string;
  /** Waits until its whole lines match; fails, telling what it printed, if it ends before or takes too long. */
  printed(pattern: RegExp): Promise<string>;
  /** Waits until it has ended by itself. @returns what it printed */
  ended(): Promise<string>;
  /** Ends it and waits for that. @param signal SIGTERM lets it end in its own way @default "SIGKILL" */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Milliseconds to wait for a line. */
const PATIENCE = 45_000;

/** Starts a program without a shell. */
export function start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Program {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
  let ended = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const output = wholeLines([child.stdout, child.stderr], tell);
  const end = new Promise<void>((resolve) => {
    const over = () => {
      ended = true;
      tell();
      resolve();
    };
    child.on("close", over);
    child.on("error", over);
  });
  return {
    output,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          listeners.delete(look);
          clearTimeout(timer);
          settle();
        };
        const look = () => {
          if (pattern.test(output())) finish(() => resolve(output()));
          else if (ended) finish(() => reject(new Error(`${program} ended without printing ${pattern}:\n${output()}`)));
        };
        const timer = setTimeout(
          () => finish(() => reject(new Error(`${program} did not print ${pattern} in time:\n${output()}`))),
          PATIENCE,
        );
        listeners.add(look);
        look();
      }),
    ended: async () => {
      await end;
      return output();
    },
    stop: async (signal = "SIGKILL") => {
      child.kill(signal);
      await end;
    },
  };
}
