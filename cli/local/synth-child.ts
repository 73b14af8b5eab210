import { dirname, resolve } from "node:path";
import { type LoadContext, loadConfig } from "../../config/loading/load-config";
import { withInvocation } from "../../config/text";
import { synthesize } from "../../infra/synthesis/synthesize";
import type { SynthInput } from "./synthesize-stack";

/**
 * Synthesizes one stack in a process of its own, so that every edit of the configuration, of the groups and of the handler is seen. Takes
 * a {@link SynthInput} on standard input; answers with exit code 0, or 2 and what is wrong on standard error.
 */
export async function synthesizeAsTold(loadModule: LoadContext["loadModule"]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const request = JSON.parse(Buffer.concat(chunks).toString()) as SynthInput;
  try {
    await withInvocation(request.invocation, () => answer(request, loadModule));
  } catch (error) {
    // Messages of the configuration and of esbuild name file and line.
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}

async function answer(request: SynthInput, loadModule: LoadContext["loadModule"]): Promise<void> {
  const { configFile, stackName, outdir, extraUsers, cwd } = request;
  const projectFolder = resolve(__dirname, "..", "..");
  const { config } = await loadConfig({ cwd, loadModule }, configFile);
  await synthesize(config, { projectFolder, configFolder: dirname(configFile), outdir, only: stackName, extraUsers });
}
