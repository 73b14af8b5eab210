import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { ConfigurationFileError } from "../../config/loading/load-config";
import { readGivenFile } from "../../config/read-given-file";
import { iotAuth } from "../../config/text";
import type { Synthesis } from "../../review";
import type { CommandContext } from "../command-context";
import { asError, CliError } from "../errors";
import { EXIT } from "../exit-codes";
import { whileBusy } from "../terminal/busy";

/** Root folder of this project, which contains `lambda/` and `package-lock.json`. */
const PROJECT = resolve(__dirname, "..", "..");

/**
 * Returns the synthesis that a plan of a stack is compared with: made now from the configuration in the current folder, or read from the output
 * folder of a trusted synthesis.
 * @param folder `cdktf.out` of a synthesis, or the stack's folder in it. @default - the configuration in the current folder is synthesized
 * @throws {CliError} with exit code 2 if there is no configuration, or it does not contain the stack
 */
export async function trustedSynthesis(
  stack: string,
  folder: string | undefined,
  context: Pick<CommandContext, "io" | "options">,
): Promise<Synthesis> {
  const text =
    folder === undefined ? await synthesizeHere(stack, context) : await read(stack, resolve(context.io.cwd, folder));
  const { readSynthesis, SynthesisError } = await import("../../review");
  try {
    return readSynthesis(text);
  } catch (error) {
    if (!(error instanceof SynthesisError)) throw error;
    throw new CliError(error.message, EXIT.usage);
  }
}

const needed = (): string =>
  `A plan is compared with what its configuration synthesizes: run ${iotAuth("review", "PLAN")} in a checkout of it, or give --synthesized FOLDER.`;

async function synthesizeHere(stack: string, { io, options }: Pick<CommandContext, "io" | "options">): Promise<string> {
  const [{ loadProject }, { loadConfig }, { synthesize }] = await Promise.all([
    import("../project"),
    import("../../config/loading/load-config"),
    import("../../infra/synthesis/synthesize"),
  ]);
  const { configFolder, stacks } = await loadProject({ io, options }).catch((error: unknown) => {
    if (!(error instanceof ConfigurationFileError)) throw error;
    throw new CliError([...error.message.split("\n"), needed()], EXIT.usage);
  });
  const names = stacks.map(({ stackName }) => stackName);
  if (!names.includes(stack)) throw otherStack(stack, `the configuration has ${names.join(", ")}`);
  const outdir = await mkdtemp(join(tmpdir(), "iot-auth-review-"));
  try {
    const { config } = await loadConfig(io, options().config);
    await whileBusy(io, "Synthesizing the stack that the plan must match", () =>
      synthesize(config, { projectFolder: PROJECT, configFolder, outdir, only: stack }),
    );
    return await readFile(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
  } finally {
    await rm(outdir, { recursive: true, force: true });
  }
}

async function read(stack: string, folder: string): Promise<string> {
  for (const file of [join(folder, "stacks", stack, "cdk.tf.json"), join(folder, "cdk.tf.json")]) {
    try {
      return String(await readGivenFile(file));
    } catch (error) {
      const { code } = asError(error) as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") throw new CliError(`${file} cannot be read (${code}).`, EXIT.usage);
    }
  }
  throw otherStack(stack, `${folder} holds no cdk.tf.json of it`);
}

function otherStack(stack: string, found: string): CliError {
  return new CliError([`The plan is of the stack ${stack}, but ${found}.`, needed()], EXIT.usage);
}
