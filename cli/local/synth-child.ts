import { dirname, resolve } from "node:path";
import { type LoadContext, loadConfig } from "../../config/loading/load-config";
import { withInvocation } from "../../config/text";
import { synthesize } from "../../infra/synthesis/synthesize";
import type { SynthInput } from "./synthesize-stack";

/**
 * Synthesizes one stack in a separate process, which loads every edit of the configuration, the groups and the handler. Reads a
 * {@link SynthInput} from standard input; ends with exit code 0, or with 2 and the error on standard error.
 */
export async function synthesizeAsTold(loadModule: LoadContext["loadModule"]): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const request = JSON.parse(Buffer.concat(chunks).toString()) as SynthInput;
  try {
    await withInvocation(request.invocation, () => answer(request, loadModule));
  } catch (error) {
    // Only the message: those of the configuration and of esbuild name file and line.
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
