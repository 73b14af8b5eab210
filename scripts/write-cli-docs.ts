/**
 * Writes docs/cli.md, the reference of the tool, from the commands themselves: `node --import tsx
 * scripts/write-cli-docs.ts`.
 */
import type { EventEmitter } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Argument, Command, Option } from "commander";
import { EXIT_MEANINGS } from "../cli/exit-codes";
import { processIo } from "../cli/io";
import { loadAllCommands } from "../cli/program";

/** Path of the reference. */
export const CLI_REFERENCE = join(__dirname, "..", "docs", "cli.md");

/** The reference as Markdown. */
export async function cliReference(): Promise<string> {
  const root = await loadAllCommands(processIo(require));
  const commands = leaves(root);
  return [
    "# The tool `iot-auth`",
    "Written by `node --import tsx scripts/write-cli-docs.ts` from the commands; `iot-auth COMMAND --help` says the same.",
    table(
      ["Command", "What it does"],
      alike(commands).flatMap((group) =>
        group.map((command) => [`[\`${words(command)}\`](#${anchor(group)})`, sentence(command.summary())]),
      ),
    ),
    "## For every command",
    optionTable(root, root.options),
    "Results go to standard output, everything else to standard error. Colours honour `NO_COLOR`. `IOT_AUTH_DEBUG=1` adds a stack trace to " +
      "the report of an error in the program itself.",
    table(
      ["Exit code", "Meaning"],
      Object.entries(EXIT_MEANINGS).map(([code, meaning]) => [code, meaning]),
    ),
    ...alike(commands).flatMap(section),
    "",
  ].join("\n\n");
}

/**
 * Groups commands of one parent that take the same arguments and options: they share a section, since they differ only
 * in what they print.
 */
function alike(commands: readonly Command[]): Command[][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const { registeredArguments, options, parent } = command;
    const key = parent?.parent
      ? [parent.name(), argumentTable(registeredArguments), optionTable(command, options)].join()
      : words(command);
    const found = options.length > 3 ? key : words(command);
    groups.set(found, [...(groups.get(found) ?? []), command]);
  }
  return [...groups.values()];
}

function section(group: readonly Command[]): string[] {
  const [command] = group;
  if (command === undefined) return [];
  const { registeredArguments, options } = command;
  return [
    `## ${titleOf(group)}`,
    group.length === 1
      ? command.description()
      : table(
          ["Command", "What it prints"],
          group.map((one) => [`\`${words(one)}\``, one.description()]),
        ),
    fence(
      "",
      group.map((one) => `iot-auth ${words(one)} ${one.usage()}`),
    ),
    ...(registeredArguments.length > 0 ? [argumentTable(registeredArguments)] : []),
    ...(options.length > 0 ? [optionTable(command, options)] : []),
    ...(group.length === 1 ? afterHelp(command) : together(group.flatMap(afterHelp))),
  ];
}

/** Joins the help texts that follow the options of several commands: each note once, and all examples in one block. */
function together(parts: readonly string[]): string[] {
  const isBlock = (part: string) => part.startsWith("```");
  const lines = parts.filter(isBlock).flatMap((block) => block.split("\n").slice(1, -1));
  const notes = [...new Set(parts.filter((part) => !isBlock(part)))];
  return lines.length === 0 ? notes : [...notes, fence("sh", lines)];
}

function argumentTable(list: readonly Argument[]): string {
  return table(
    ["Argument", "Meaning"],
    list.map((argument) => [`\`${argument.name()}\``, withChoices(argument.description, argument.argChoices)]),
  );
}

function optionTable(command: Command, options: readonly Option[]): string {
  const help = command.createHelp();
  const shown = options.filter(({ hidden }) => !hidden);
  return table(
    ["Option", "Meaning"],
    shown.map((option) => [`\`${help.optionTerm(option)}\``, help.optionDescription(option)]),
  );
}

function withChoices(meaning: string, choices: readonly string[] | undefined): string {
  return choices ? `${meaning} (choices: ${choices.join(", ")})` : meaning;
}

/** The help text that follows a command's options, as Markdown. It consists of titles with indented lines. */
function afterHelp(command: Command): string[] {
  let text = "";
  const write = (more: string): void => {
    text += more;
  };
  // A command is an EventEmitter, although its types do not say so.
  (command as unknown as EventEmitter).emit("afterHelp", { error: false, command, write });
  return text
    .split(/^(?=\S.*:$)/m)
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [title = "", ...lines] = part.trimEnd().split("\n");
      if (title === "Examples:") return exampleBlock(lines);
      return lines.some(isMeaning)
        ? termList(title, lines)
        : `**${title}** ${lines.map((line) => line.trim()).join(" ")}`;
    });
}

/** Whether a line is a meaning: terms are indented by two spaces, and their meanings by six. */
const isMeaning = (line: string): boolean => line.startsWith("      ");

function termList(title: string, lines: readonly string[]): string {
  const items = lines.map((line, index) => {
    if (!isMeaning(line)) return `\n- \`${line.trim()}\``;
    return `${isMeaning(lines[index - 1] ?? "") ? " " : ": "}${line.trim()}`;
  });
  return `**${title}**\n${items.join("")}`;
}

/**
 * Examples as a block of shell: command lines are indented by two spaces, and their meanings, which become comments, by
 * six.
 */
function exampleBlock(lines: readonly string[]): string {
  const swapped = lines.flatMap((line, index) =>
    isMeaning(line) ? [] : [`# ${(lines[index + 1] ?? "").trim()}`, line.trim()],
  );
  return fence("sh", swapped);
}

function leaves(command: Command): Command[] {
  return command.commands.flatMap((child) => (child.commands.length > 0 ? leaves(child) : [child]));
}

/** The words that name a command, such as `users add`. */
function words(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${words(parent)} ${command.name()}` : command.name();
}

/** The title of a section: the command's name, or for several alike commands their parent's name and CLIENT. */
const titleOf = ([command, ...others]: readonly Command[]): string =>
  command === undefined ? "" : others.length === 0 ? words(command) : `${words(command.parent as Command)} CLIENT`;
const anchor = (group: readonly Command[]): string => titleOf(group).toLowerCase().replaceAll(" ", "-");
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const fence = (language: string, lines: readonly string[]): string =>
  ["```".concat(language), ...lines, "```"].join("\n");

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [row(headings), row(headings.map(() => "---")), ...rows.map(row)].join("\n");
}

if (require.main === module) {
  void cliReference().then((text) => writeFileSync(CLI_REFERENCE, text));
}
