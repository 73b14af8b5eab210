import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { run } from "../../helpers/run";

/** A command of the tool. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Added to the environment, for the commands after it too. */
  readonly env?: Readonly<Record<string, string>>;
  /** All of standard input. */
  readonly input?: string;
}

/** What a command did. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs commands one after the other in one process of their own, with its real output: to load the tool takes longer than nearly all of
 * them.
 * @param project Folder of the project whose tool it is
 * @returns What each did, and how the tool was loaded, as `cli/bin.mjs` loads it
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
  // What is between two marks, the exit code, what is between the next two, and so on.
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
