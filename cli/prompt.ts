import askYesOrNo from "@inquirer/confirm";
import { ask, PLAIN } from "./ask";
import { CliError } from "./errors";
import { EXIT } from "./exit-codes";
import type { Io } from "./io";

/**
 * Asks a question that is answered with y or n. No answer, or the end of input, counts as no.
 * @param otherwise What to do where nobody can be asked: `give --yes`
 * @throws {CliError} if input or output is no terminal, or on ctrl-C (exit code 130)
 */
export async function confirm(io: Io, question: string, otherwise: string): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CliError(`There is no terminal to ask "${question}" on: ${otherwise}.`, EXIT.usage);
  }
  const message = { message: question, default: false, theme: PLAIN };
  return (await ask(io, (place) => askYesOrNo(message, place))) ?? false;
}
