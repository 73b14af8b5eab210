import type { Command } from "commander";
import { currentInvocation, DEFAULT_PROGRAM, iotAuth, nearest, shellCommand, visible } from "../config/text";
import { wrapWords } from "./terminal/text-table";

/** Columns of a line. */
const COLUMNS = 80;

/**
 * The text for wrong arguments: the error, the nearest valid name or else the list of subcommands, and the command's
 * usage.
 * @param error commander's own message: `error: unknown option '--grup'`, perhaps with `(Did you mean --group?)` on a
 * second line
 */
export function usageError(command: Command, error: string): string {
  const help = command.createHelp();
  const what = (mistypedOption(command, error) ?? mistypedCommand(command, error) ?? error).trim();
  return [
    visible(what.replace(/\n\((Did you mean .*)\)$/, ". $1")),
    ...(what.startsWith("error: unknown command") && !what.includes("Did you mean") ? known(command) : []),
    `Usage: ${help.commandUsage(command)}`,
    `Help:  ${iotAuth(...pathOf(command), "--help")}`,
    "",
  ].join("\n");
}

/**
 * commander reports a missing required option before an unknown option, although the unknown one may be that option
 * mistyped.
 */
function mistypedOption(command: Command, error: string): string | undefined {
  const unknown = command.args.find((argument) => argument.startsWith("--"));
  if (unknown === undefined || !error.startsWith("error: required option")) return undefined;
  const known = command.options.map(({ long }) => long ?? "");
  const guess = nearest(unknown, known);
  return `error: unknown option '${unknown}'${guess === undefined ? "" : `. Did you mean ${guess}?`}`;
}

/** commander suggests only names that differ by a few letters. This also suggests a name that was cut short. */
function mistypedCommand(command: Command, error: string): string | undefined {
  const [, unknown] = /^error: unknown command '([^']*)'/.exec(error) ?? [];
  const guess =
    unknown === undefined
      ? undefined
      : nearest(
          unknown,
          command.commands.map((one) => one.name()),
        );
  return guess === undefined ? undefined : `error: unknown command '${unknown}'. Did you mean ${guess}?`;
}

/** Lists the subcommands of a command, for an unknown word that resembles none of them. */
function known(command: Command): string[] {
  const names = command.commands.map((one) => one.name()).filter((name) => name !== "help");
  const [first = "", ...rest] = wrapWords(names.join(", "), COLUMNS - KNOWN.length);
  return [`${KNOWN}${first}`, ...rest.map((line) => `${" ".repeat(KNOWN.length)}${line}`)];
}

const KNOWN = "Known: ";

/** The words that name a command after the program's own name. */
function pathOf(command: Command): readonly string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}

/** A command line to copy, written with `iot-auth` as the program, and what it does. */
export type Example = readonly [commandLine: string, meaning: string];

/**
 * Formats the examples at the end of a command's help. `iot-auth` becomes the command that runs the tool in the current
 * folder.
 * @example command.addHelpText("after", examples([["iot-auth users list", "all users"]])) // npx iot-auth users list
 */
export function examples(list: readonly Example[]): string {
  const program = shellCommand(currentInvocation().program ?? DEFAULT_PROGRAM);
  const called = (text: string): string => text.replace(/(?<![\w/]|running )iot-auth(?= [a-z])/g, program);
  return [
    "",
    "Examples:",
    ...list.flatMap(([commandLine, meaning]) => [
      `  ${called(commandLine)}`,
      ...wrapWords(called(meaning), 74).map((line) => `      ${line}`),
    ]),
  ].join("\n");
}
