import { createInterface } from "node:readline";
import { CliError } from "./errors";
import { EXIT } from "./exit-codes";
import type { Io } from "./io";

/**
 * Asks a question that is answered with y or n. No answer, or the end of input, counts as no.
 * @param otherwise What to do where nobody can be asked: `give --yes`
 * @throws {CliError} if input or output is no terminal
 */
export async function confirm(io: Io, question: string, otherwise: string): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CliError(`There is no terminal to ask "${question}" on: ${otherwise}.`, EXIT.usage);
  }
  const lines = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const answer = await new Promise<string>((resolve) => {
      lines.once("close", () => resolve(""));
      lines.question(`${question} [y/N] `, resolve);
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
