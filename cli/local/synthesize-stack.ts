import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lock } from "proper-lockfile";
import { currentInvocation, type Invocation } from "../../config/text";
import type { User } from "../../identity/users";
import { readSynthesizedStack, type SynthesizedStackContent } from "../../local/synthesized-stack";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";

/** The stack to synthesize, and the output folder. */
export interface SynthRequest {
  /** Absolute path. */
  readonly configFile: string;
  readonly stackName: string;
  /** Output folder, used in place of `cdktf.out`, so that demo users are never deployed. */
  readonly outdir: string;
  readonly extraUsers: readonly User[];
  /** Folder to which paths in messages are relative. */
  readonly cwd: string;
}

/** Input of the process that synthesizes. */
export interface SynthInput extends SynthRequest {
  /** How the command was started, for the commands in messages. */
  readonly invocation: Invocation;
}

/** How long a process waits for another process that synthesizes the same stack, in milliseconds. A synthesis takes seconds. */
const LOCK_WAIT = { longest: 300_000, again: 100 } as const;

/**
 * Synthesizes a stack from the files on disk, and reads the result as `terraform apply` would. Processes with the same output folder wait for
 * each other, so that no process reads what another is writing.
 * @param signal Cancels the synthesis, also while it waits for another process. The child process has ended when the promise rejects
 * @throws {CliError} with what is wrong in the configuration, the users file or the handler
 */
export async function synthesizeStack(request: SynthRequest, signal?: AbortSignal): Promise<SynthesizedStackContent> {
  const { outdir, stackName } = request;
  const input: SynthInput = { ...request, invocation: currentInvocation() };
  await mkdir(dirname(outdir), { recursive: true });
  const release = await lockFolder(outdir, signal);
  try {
    const { code, ended, errors } = await runChild(JSON.stringify(input), signal);
    // ctrl-C reaches the child process as well, possibly before this one.
    if (signal?.aborted || ended === "SIGINT") throw wasInterrupted();
    if (code !== 0)
      throw new CliError((errors.trim() || `The synthesis was ended by ${ended}.`).split("\n"), EXIT.usage);
    return await readSynthesizedStack(join(outdir, "stacks", stackName));
  } finally {
    await release();
  }
}

/** Retries here, since the lock library's own retries cannot be cancelled and keep the process alive. */
async function lockFolder(outdir: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const end = performance.now() + LOCK_WAIT.longest;
  for (;;) {
    if (signal?.aborted) throw wasInterrupted();
    try {
      return await lock(outdir, { realpath: false, lockfilePath: `${outdir}.lock` });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ELOCKED" || performance.now() > end) throw error;
    }
    await sleep(LOCK_WAIT.again, undefined, { signal }).catch(() => undefined);
  }
}

function wasInterrupted(): CliError {
  return new CliError("The synthesis was interrupted.", EXIT.interrupted);
}

/** How the process that synthesizes ended. */
interface Ended {
  readonly code: number | null;
  /** The signal that ended it. */
  readonly ended: NodeJS.Signals | null;
  readonly errors: string;
}

function runChild(input: string, signal?: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(__dirname, "..", "synth.mjs")], {
      stdio: ["pipe", "ignore", "pipe"],
      ...(signal ? { signal } : {}),
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk;
    });
    child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
    child.on("close", (code, ended) => resolve({ code, ended, errors }));
    child.stdin.on("error", () => {
      // The process ended before it read its input; `close` reports its exit code.
    });
    child.stdin.end(input);
  });
}
