import { Writable } from "node:stream";
import askLine from "@inquirer/input";
import { visible } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** The streams of the person who is asked. */
export type AskedAt = Pick<Io, "stdin" | "stderr">;

/** Where a question of `@inquirer` is asked, and what takes it back. */
interface Place {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Looks of a question: no colours, so that NO_COLOR holds, and the answer that Enter gives in brackets. */
export const PLAIN = {
  prefix: "?",
  style: {
    message: (text: string) => text,
    answer: (text: string) => text,
    defaultAnswer: (text: string) => `[${text}]`,
    help: (text: string) => text,
  },
};

/**
 * Asks a question of `@inquirer` on the streams of a command, standard error being the one that people read.
 * @param prompt Asks it at the place given
 * @returns The answer; `undefined` if input ends without one
 * @throws {CliError} on ctrl-C (exit code 130)
 * @example const name = await ask(io, (place) => input({ message: "Name?", theme: PLAIN }, place));
 */
export async function ask<T>({ stdin, stderr }: AskedAt, prompt: (place: Place) => Promise<T>): Promise<T | undefined> {
  const ended = new AbortController();
  // The library waits for ever where input ends, or ctrl-D pauses it. An answer that came before is on its way for a turn of the loop.
  const end = () => setImmediate(() => setImmediate(() => ended.abort()));
  stdin.once("end", end).once("pause", end);
  try {
    return await prompt({ input: stdin, output: openFor(stderr), signal: ended.signal });
  } catch (error) {
    switch ((error as Error).name) {
      case "ExitPromptError":
        throw new CliError("Interrupted.", EXIT.interrupted);
      case "AbortPromptError":
        return undefined;
      default:
        throw error;
    }
  } finally {
    stdin.removeListener("end", end).removeListener("pause", end);
  }
}

/** The library ends what it writes to, and standard error is still needed. */
function openFor(stderr: AskedAt["stderr"]): Writable {
  const output = new Writable({ write: (chunk, encoding, done) => stderr.write(chunk, encoding, done) });
  return Object.assign(output, { isTTY: stderr.isTTY, columns: stderr.columns });
}

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
