import type { Command } from "commander";

/**
 * What is printed when arguments are wrong: what is wrong, the nearest thing that would be right, and how the command is used.
 * @param error commander's own message: `error: unknown option '--grup'`, perhaps with `(Did you mean --group?)` on a second line
 */
export function usageError(command: Command, error: string): string {
  const help = command.createHelp();
  return [
    error.trim().replace(/\n\((Did you mean .*)\)$/, ". $1"),
    `Usage: ${help.commandUsage(command)}`,
    `Help:  ${nameOf(command)} --help`,
    "",
  ].join("\n");
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}
