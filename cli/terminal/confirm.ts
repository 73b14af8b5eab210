import askLine from "@inquirer/input";
import { visible } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";
import { ask, PLAIN } from "./ask";

/**
 * Asks a question that is answered with y or n. Anything but y or yes counts as no, and so does the end of input: what is asked for here
 * cannot be undone, and Inquirer's own question of this kind takes every word that begins with y.
 * @param otherwise What to do where there is no terminal to ask on: `give --yes`
 * @throws {CliError} if input or output is no terminal, or on ctrl-C (exit code 130)
 */
export async function confirm(io: Io, question: string, otherwise: string): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CliError(`There is no terminal to ask "${question}" on: ${otherwise}.`, EXIT.usage);
  }
  const answer = await ask(io, (place) => askLine({ message: `${visible(question)} [y/N]`, theme: PLAIN }, place));
  return /^y(es)?$/i.test(answer?.trim() ?? "");
}
