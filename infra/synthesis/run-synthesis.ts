import { dirname, join, relative } from "node:path";
import { type LoadContext, loadConfig } from "../../config/loading/load-config";
import { ConfigurationError } from "../../config/problem";
import { currentInvocation, iotAuthWith, visible, withInvocation } from "../../config/text";
import { describeOldStacks, removeOldStacks } from "./old-stacks";
import { type SynthesizedStack, synthesize } from "./synthesize";

/**
 * Synthesizes a project. It prints the written stacks to standard output, which `cdktf` passes on unchanged, and
 * problems, one line each, to standard error, which `cdktf` shows as errors. It never throws.
 * @param projectFolder Folder of the project
 * @param given Another configuration file than the project's; its output is written to `cdktf.out` beside it, unless
 * `cdktf` sets another folder
 * @returns The exit code: 0, or 1 if nothing was synthesized
 * @example process.exitCode = await runSynthesis(__dirname, process.argv[2], require);
 */
export function runSynthesis(
  projectFolder: string,
  given: string | undefined,
  loadModule: LoadContext["loadModule"],
): Promise<0 | 1> {
  return withInvocation({ config: given }, async () => {
    try {
      process.stdout.write(`${(await synthesizeProject(projectFolder, given, loadModule)).join("\n")}\n`);
      return 0;
    } catch (error) {
      for (const line of errorLines(error)) process.stderr.write(`error: ${visible(line)}\n`);
      return 1;
    }
  });
}

async function synthesizeProject(
  projectFolder: string,
  given: string | undefined,
  loadModule: LoadContext["loadModule"],
): Promise<string[]> {
  const { file, config } = await loadConfig({ cwd: process.cwd(), loadModule }, given);
  const configFolder = dirname(file);
  const apart = given !== undefined && process.env.CDKTF_OUTDIR === undefined;
  const stacks = await synthesize(config, {
    projectFolder,
    configFolder,
    ...(apart ? { outdir: join(configFolder, "cdktf.out") } : {}),
  });
  const said = describeSynthesis(stacks);
  if (given !== undefined) return [said];
  const old = await removeOldStacks(
    dirname(stacks[0]?.folder ?? ""),
    stacks.map(({ stackName }) => stackName),
  );
  return [said, ...describeOldStacks(old)];
}

function errorLines(error: unknown): readonly string[] {
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof ConfigurationError) return message.split("\n");
  // esbuild's messages name file and line of a mistake in the handler; anything else is a mistake of this project.
  if (Array.isArray((error as { errors?: unknown } | null | undefined)?.errors)) return message.split("\n");
  return process.env.IOT_AUTH_DEBUG
    ? stack.split("\n")
    : [
        `${message}`.split("\n")[0] ?? "",
        "This is a mistake in iot-auth; please report it. IOT_AUTH_DEBUG=1 shows where it happened.",
      ];
}

/** One line for each synthesized stack, with its folder and the next step if it has no users. */
export function describeSynthesis(stacks: readonly SynthesizedStack[]): string {
  return stacks
    .map((stack) => `${stack.stackName}: ${usersOf(stack)} -> ${visible(relative(process.cwd(), stack.folder))}`)
    .join("\n");
}

function usersOf({ stage, userCount, usersPlace }: SynthesizedStack): string {
  if (userCount === undefined) return `users in ${usersPlace}`;
  if (userCount === 0) {
    const add = iotAuthWith({ ...currentInvocation(), stage }, "users", "add", "NAME", "--group", "GROUP");
    return `no users yet, so every login is refused (add one: ${add})`;
  }
  return `${userCount} user${userCount === 1 ? "" : "s"}`;
}
