import { spawn } from "node:child_process";
import { join } from "node:path";
import type { User } from "../../infra/users/users-schema";
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

/**
 * Synthesizes a stack as it stands on disk now, and reads it as `terraform apply` would.
 * @param signal Ends it early
 * @throws {CliError} with what is wrong in the configuration, the users file or the handler
 */
export async function synthesizeStack(request: SynthRequest, signal?: AbortSignal): Promise<SynthesizedStackContent> {
  const { code, errors } = await runChild(JSON.stringify(request), signal);
  if (code !== 0) throw new CliError((errors.trim() || "The synthesis was interrupted.").split("\n"), EXIT.usage);
  return readSynthesizedStack(join(request.outdir, "stacks", request.stackName));
}

function runChild(input: string, signal?: AbortSignal): Promise<{ code: number | null; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", require.resolve("tsx"), join(__dirname, "synth-child.ts")], {
      stdio: ["pipe", "ignore", "pipe"],
      ...(signal ? { signal } : {}),
    });
    let errors = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk;
    });
    child.on("error", (error) => (error.name === "AbortError" ? undefined : reject(error)));
    child.on("close", (code) => resolve({ code, errors }));
    child.stdin.on("error", () => {
      // It ended before it read its input; its exit code tells why.
    });
    child.stdin.end(input);
  });
}
