import { spawn } from "node:child_process";
import { wholeLines } from "../helpers/whole-lines";

/** A program that runs until it is stopped. */
export interface Program {
  /** Returns the whole lines of both outputs so far, in the order in which they ended. */
  readonly output: () => string;
  /**
   * Waits until the output matches.
   * @returns the output
   * @throws Error with the output if the program ends before it matches, or if it does not match in time
   */
  printed(pattern: RegExp): Promise<string>;
  /** Waits until the program has ended by itself. @returns its output */
  ended(): Promise<string>;
  /** Sends a signal and waits until the program has ended. @param signal @default "SIGKILL" */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Milliseconds after which `printed()` fails. */
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
