import { Writable } from "node:stream";
import askLine from "@inquirer/input";
import { visible } from "../../config/text";
import { CliError } from "../errors";
import { EXIT } from "../exit-codes";
import type { Io } from "../io";

/** The streams that a question is asked on. */
export type AskedAt = Pick<Io, "stdin" | "stderr">;

/** The streams of a question of `@inquirer`, and a signal that cancels it. */
interface Place {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly signal: AbortSignal;
}

/** Theme of a question: no colours, as NO_COLOR asks for, and the default answer in brackets. */
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
 * Asks a question of `@inquirer` on standard input and standard error.
 * @param prompt Asks the question on the given streams
 * @returns The answer; `undefined` if input ends without one
 * @throws {CliError} on ctrl-C (exit code 130)
 * @example const name = await ask(io, (place) => input({ message: "Name?", theme: PLAIN }, place));
 */
export async function ask<T>({ stdin, stderr }: AskedAt, prompt: (place: Place) => Promise<T>): Promise<T | undefined> {
  const ended = new AbortController();
  // The library waits forever if input ends or ctrl-D pauses it. An answer before that needs a turn of the event loop to arrive.
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

/** Wraps standard error, since the library ends its output stream and standard error is still needed. */
function openFor(stderr: AskedAt["stderr"]): Writable {
  const output = new Writable({ write: (chunk, encoding, done) => stderr.write(chunk, encoding, done) });
  return Object.assign(output, { isTTY: stderr.isTTY, columns: stderr.columns });
}

/**
 * Asks a yes-or-no question. Every answer except y and yes counts as no, and so does the end of input: the question is about something that
 * cannot be undone, and Inquirer's own confirmation accepts every word that begins with y.
 * @param otherwise What to do without a terminal, for the error message: `give --yes`
 * @throws {CliError} if input or output is no terminal, or on ctrl-C (exit code 130)
 */
export async function confirm(io: Io, question: string, otherwise: string): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw new CliError(`There is no terminal to ask "${question}" on: ${otherwise}.`, EXIT.usage);
  }
  const answer = await ask(io, (place) => askLine({ message: `${visible(question)} [y/N]`, theme: PLAIN }, place));
  return /^y(es)?$/i.test(answer?.trim() ?? "");
}
