import { withInvocation } from "../infra/text/command-line";
import { visible } from "../infra/text/visible";
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
    await program.command.parseAsync(helpLast(argv), { from: "user" });
    return program.exitCode();
  } catch (error) {
    const { exitCode, lines } = describeError(error, Boolean(io.env.IOT_AUTH_DEBUG));
    for (const line of lines) io.stderr.write(`${visible(line)}\n`);
    return exitCode;
  }
}

/** `help users add` means `users add --help`, which also loads the command. */
function helpLast(argv: readonly string[]): string[] {
  const [first, ...rest] = argv;
  return first === "help" ? [...rest, "--help"] : [...argv];
}
