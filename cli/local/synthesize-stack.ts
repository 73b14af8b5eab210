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

/** What to synthesize, and where to. */
export interface SynthRequest {
  /** Absolute path. */
  readonly configFile: string;
  readonly stackName: string;
  /** Takes the place of `cdktf.out`, so that demo users never lie where somebody deploys from. */
  readonly outdir: string;
  readonly extraUsers: readonly User[];
  /** Folder that messages name files from. */
  readonly cwd: string;
}

/** What the process that synthesizes is told. */
export interface SynthInput extends SynthRequest {
  /** How the tool was called, for the commands in messages. */
  readonly invocation: Invocation;
}

/** How long a process waits for another one that synthesizes the same stack, in milliseconds: a synthesis takes seconds. */
const LOCK_WAIT = { longest: 300_000, again: 100 } as const;

/**
 * Synthesizes a stack as it stands on disk now, and reads it as `terraform apply` would. Processes that do so for the same folder wait for each
 * other: two at once would read what the other is writing.
 * @param signal Ends it early, also while it waits for another; the process that synthesizes has ended when this rejects
 * @throws {CliError} with what is wrong in the configuration, the users file or the handler
 */
export async function synthesizeStack(request: SynthRequest, signal?: AbortSignal): Promise<SynthesizedStackContent> {
  const { outdir, stackName } = request;
  const input: SynthInput = { ...request, invocation: currentInvocation() };
  await mkdir(dirname(outdir), { recursive: true });
  const release = await lockFolder(outdir, signal);
  try {
    const { code, ended, errors } = await runChild(JSON.stringify(input), signal);
    // ctrl-C reaches the process that synthesizes as well, perhaps before this one.
    if (signal?.aborted || ended === "SIGINT") throw wasInterrupted();
    if (code !== 0)
      throw new CliError((errors.trim() || `The synthesis was ended by ${ended}.`).split("\n"), EXIT.usage);
    return await readSynthesizedStack(join(outdir, "stacks", stackName));
  } finally {
    await release();
  }
}

/** The lock's own retries cannot be interrupted, and keep the process alive for as long as they last. */
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
      // It ended before it read its input; its exit code tells why.
    });
    child.stdin.end(input);
  });
}
