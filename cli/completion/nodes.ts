import type { Command, Option } from "commander";

/** A word that can be completed, and what it means. */
export interface CompletionWord {
  readonly word: string;
  readonly meaning: string;
}

/** An option that can be completed. */
export interface CompletionOption extends CompletionWord {
  /** Values that the option accepts; empty if it accepts any value. */
  readonly choices: readonly string[];
  readonly takesValue: boolean;
}

/** A command in the tree of commands, and the words that can follow it. */
export interface CompletionNode {
  /** `/users/add`; `""` for the program itself. */
  readonly path: string;
  readonly commands: readonly CompletionWord[];
  /** Values of its first argument. */
  readonly choices: readonly string[];
  readonly options: readonly CompletionOption[];
}

/** A command and all commands below it. */
export function completionNodes(command: Command, path = ""): CompletionNode[] {
  const help = command.createHelp();
  const commands = command.commands.map((child) => ({ word: child.name(), meaning: child.summary() }));
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)].map(toOption);
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const node = { path, commands, choices, options };
  return [node, ...command.commands.flatMap((child) => completionNodes(child, `${path}/${child.name()}`))];
}

/** Names of the options that accept any value: after them, file names are completed. */
export function anyValueOptions(nodes: readonly CompletionNode[]): string[] {
  const options = nodes
    .flatMap((node) => node.options)
    .filter(({ takesValue, choices }) => takesValue && choices.length === 0);
  return [...new Set(options.map(({ word }) => word))].sort();
}

function toOption({ long, description, argChoices, required, optional }: Option): CompletionOption {
  return {
    word: long ?? "",
    meaning: description,
    choices: argChoices ?? [],
    takesValue: required || optional,
  };
}

/** Quotes a text for bash and zsh, between single quotes. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
