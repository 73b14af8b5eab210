import type { Command } from "commander";
import { visible, withInvocation } from "../config/text";
import { describeError } from "./errors";
import type { ExitCode } from "./exit-codes";
import type { Io } from "./io";
import { createProgram } from "./program";

/**
 * Runs `iot-auth`: parses, calls the command, turns errors into one message and an exit code. Never throws.
 * @param argv Arguments after the program's name
 * @example process.exitCode = await main(["users", "list"], processIo(require))
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  return withInvocation(io.invocation ?? {}, () => run(argv, io));
}

async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const program = createProgram(io);
  try {
    await program.command.parseAsync(helpLast(argv, program.command), { from: "user" });
    return program.exitCode();
  } catch (error) {
    const { exitCode, lines } = describeError(error, Boolean(io.env.IOT_AUTH_DEBUG));
    for (const line of lines) io.stderr.write(`${visible(line)}\n`);
    return exitCode;
  }
}

/**
 * Turns `help users add` into `users add --help`, which also loads the command. An unknown command is left to the
 * parser to refuse.
 */
function helpLast(argv: readonly string[], root: Command): readonly string[] {
  const [first, ...path] = argv;
  if (first !== "help") return argv;
  let command = root;
  for (const name of path.filter((word) => !word.startsWith("-"))) {
    const next = command.commands.find((candidate) => candidate.name() === name);
    // Without --help, the parser refuses an unknown subcommand and suggests the nearest one. A command without
    // subcommands has been found already: further words are its arguments.
    if (next === undefined) return command.commands.length > 0 ? path : [...path, "--help"];
    command = next;
  }
  return [...path, "--help"];
}
