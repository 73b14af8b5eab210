import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { run } from "../../helpers/run";

/** A command of the tool. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Variables that are added to the environment, also for later commands. */
  readonly env?: Readonly<Record<string, string>>;
  /** The command's whole standard input. */
  readonly input?: string;
}

/** Exit code and output of a command. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs commands one after the other in one new process, with real outputs, since loading the tool takes longer than
 * nearly all commands.
 * @param project Folder of the project whose tool is run
 * @returns The result of each command, and how `cli/bin.mjs` would have loaded the tool
 */
export async function runInTurn(
  project: string,
  commands: readonly Command[],
): Promise<{ readonly from: string | undefined; readonly outcomes: readonly Outcome[] }> {
  const mark = randomUUID();
  const { code, stdout, stderr } = await run(
    process.execPath,
    [join(__dirname, "commands-in-turn.mjs"), project, mark],
    {
      input: JSON.stringify(commands),
      cwd: project,
    },
  );
  if (code !== 0) throw new Error(`the process of the commands ended with ${code}:\n${stderr}`);
  const end = new RegExp(`${mark}(\\d+)\\n`);
  // Splitting gives the output of the first command, its exit code, the output of the second, and so on.
  const [printed, told] = [stdout.split(end), stderr.split(end)];
  return {
    from: told.at(-1),
    outcomes: commands.map((_, at) => ({
      code: Number(printed[at * 2 + 1]),
      stdout: printed[at * 2] ?? "",
      stderr: told[at * 2] ?? "",
    })),
  };
}
