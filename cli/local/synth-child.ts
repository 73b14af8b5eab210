import { dirname, resolve } from "node:path";
import { synthesize } from "../../infra/synthesize";
import { describeLoadError } from "../load-config";
import type { SynthRequest } from "./synthesize-stack";

/**
 * Synthesizes one stack in a process of its own, so that every edit of the configuration, of the groups and of the handler is seen. Takes
 * a {@link SynthRequest} on standard input; answers with exit code 0, or 2 and what is wrong on standard error.
 */
async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const { configFile, stackName, outdir, extraUsers, cwd } = JSON.parse(
    Buffer.concat(chunks).toString(),
  ) as SynthRequest;
  const projectFolder = resolve(__dirname, "..", "..");
  let config: unknown;
  try {
    ({ default: config } = require(configFile) as { default?: unknown });
  } catch (error) {
    fail(describeLoadError(error, configFile, cwd));
    return;
  }
  try {
    await synthesize(config, { projectFolder, configFolder: dirname(configFile), outdir, only: stackName, extraUsers });
  } catch (error) {
    // esbuild's errors name file and line of a mistake in the handler.
    fail([(error as Error).message]);
  }
}

function fail(lines: readonly string[]): void {
  process.stderr.write(`${lines.join("\n")}\n`);
  process.exitCode = 2;
}

void main();
