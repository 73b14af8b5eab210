import { CommanderError } from "commander";
import { visible } from "../config/text";
import { EXIT, type ExitCode } from "./exit-codes";

/**
 * A message for the person at the keyboard, and the exit code that goes with it. What it holds of other people's texts is made visible
 * here: a message is one line unless it is given as several.
 * @example throw new CliError("terraform was not found. Install it, or give --endpoint HOST.", EXIT.notReady)
 */
export class CliError extends Error {
  constructor(
    message: string | readonly string[],
    readonly exitCode: ExitCode,
  ) {
    super([message].flat().map(visible).join("\n"));
    this.name = "CliError";
  }
}

/** Writing a result failed: the disk is full, or the program that reads it has ended. */
export class OutputError extends Error {
  constructor(override readonly cause: NodeJS.ErrnoException) {
    super(`The result could not be written to standard output (${cause.code ?? cause.message}).`);
    this.name = "OutputError";
  }
}

/** What is printed and returned for an error. */
export interface ErrorReport {
  readonly exitCode: ExitCode;
  /** Lines for standard error; none if everything was said already. */
  readonly lines: readonly string[];
}

/**
 * Turns an error that a command threw into one clear message and an exit code. Never a stack trace, unless `IOT_AUTH_DEBUG` asks for one.
 * @param debug Whether to add the stack trace of an unexpected error
 */
export function describeError(error: unknown, debug: boolean): ErrorReport {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? EXIT.ok : EXIT.usage, lines: [] };
  if (error instanceof CliError) return { exitCode: error.exitCode, lines: asErrors(error.message) };
  if (error instanceof OutputError) {
    return error.cause.code === "EPIPE"
      ? { exitCode: EXIT.ok, lines: [] }
      : { exitCode: EXIT.usage, lines: [`error: ${error.message} Check the space on the disk.`] };
  }
  if (isMistakeOfUser(error)) {
    return { exitCode: EXIT.usage, lines: asErrors(error.message) };
  }
  const { message, stack } = asError(error);
  return {
    exitCode: EXIT.internal,
    lines: [
      `error: ${visible(message.split("\n")[0] ?? "")}`,
      "This is a mistake in iot-auth; please report it. IOT_AUTH_DEBUG=1 shows where it happened.",
      ...(debug && stack ? stack.split("\n").map(visible) : []),
    ],
  };
}

function asErrors(message: string): string[] {
  return message.split("\n").map((line) => `error: ${line}`);
}

/** By name: a configuration that was loaded from a file has a class of its own, and `local` need not be loaded to be asked. */
function isMistakeOfUser(error: unknown): error is Error {
  return ["ConfigurationError", "StandInOptionError"].includes(asError(error).name);
}

/** Anything that was thrown, as an error; an error object of another realm (`node:vm`, jest) is returned as it is. */
export function asError(thrown: unknown): Error {
  return typeof (thrown as Error | null)?.message === "string" ? (thrown as Error) : new Error(String(thrown));
}
