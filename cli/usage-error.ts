import type { Command } from "commander";
import { iotAuth } from "../config/text/command-line";
import { nearest } from "../config/text/nearest-name";
import { visible } from "../config/text/visible";

/**
 * What is printed when arguments are wrong: what is wrong, the nearest thing that would be right, and how the command is used.
 * @param error commander's own message: `error: unknown option '--grup'`, perhaps with `(Did you mean --group?)` on a second line
 */
export function usageError(command: Command, error: string): string {
  const help = command.createHelp();
  return [
    visible(
      (mistypedOption(command, error) ?? mistypedCommand(command, error) ?? error)
        .trim()
        .replace(/\n\((Did you mean .*)\)$/, ". $1"),
    ),
    `Usage: ${help.commandUsage(command)}`,
    `Help:  ${iotAuth(...pathOf(command), "--help")}`,
    "",
  ].join("\n");
}

/** commander complains of a missing option before it complains of an unknown one, which is that option mistyped. */
function mistypedOption(command: Command, error: string): string | undefined {
  const unknown = command.args.find((argument) => argument.startsWith("--"));
  if (unknown === undefined || !error.startsWith("error: required option")) return undefined;
  const known = command.options.map(({ long }) => long ?? "");
  const guess = nearest(unknown, known);
  return `error: unknown option '${unknown}'${guess === undefined ? "" : `. Did you mean ${guess}?`}`;
}

/** commander suggests what differs by a few letters only; a name cut short is one too. */
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

/** The words that name a command after the program's own name. */
function pathOf(command: Command): readonly string[] {
  return command.parent ? [...pathOf(command.parent), command.name()] : [];
}
