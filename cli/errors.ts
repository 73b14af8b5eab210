import { CommanderError } from "commander";
import { visible } from "../config/text";
import { EXIT, type ExitCode } from "./exit-codes";

/**
 * An error message for the user, and the exit code to end with. Control characters in it are made visible, line breaks
 * included: give several lines as an array.
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
  /** Lines for standard error; empty if the message was printed already, or if there is nothing to report. */
  readonly lines: readonly string[];
}

/**
 * Turns an error that a command threw into one message and an exit code, without a stack trace.
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

/**
 * Compares names: a configuration file may load its own copy of the class, and importing `local` would slow down every
 * command.
 */
function isMistakeOfUser(error: unknown): error is Error {
  return ["ConfigurationError", "StandInOptionError"].includes(asError(error).name);
}

/** Returns a thrown value as an error. An error of another realm (`node:vm`, jest) is returned unchanged. */
export function asError(thrown: unknown): Error {
  return typeof (thrown as Error | null)?.message === "string" ? (thrown as Error) : new Error(String(thrown));
}
