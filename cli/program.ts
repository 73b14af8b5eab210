import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { learnInvocation } from "../config/text";
import type { CommandContext, CommonOptions } from "./command-context";
import { COMMANDS, type CommandEntry } from "./command-table";
import { EXIT, EXIT_MEANINGS, type ExitCode } from "./exit-codes";
import type { Io } from "./io";
import { createOutput } from "./output";
import { usageError } from "./usage-texts";

/** Width of help texts in columns, which fits every terminal. */
const HELP_WIDTH = 80;

/** A program that is ready to parse arguments. */
export interface Program {
  readonly command: Command;
  readonly context: CommandContext;
  /** The exit code that the command set with {@link CommandContext.exitWith}; 0 by default. */
  readonly exitCode: () => ExitCode;
}

/**
 * Builds the program from the table of commands. Only the file of the command that runs is imported, to keep the start
 * fast.
 */
export function createProgram(io: Io, entries: readonly CommandEntry[] = COMMANDS): Program {
  let exitCode: ExitCode = EXIT.ok;
  const root = new Command("iot-auth")
    .description("User name and password login for AWS IoT Core: users, decisions, settings.")
    .option("--config <FILE>", "configuration file (default: the nearest iot-auth.config.ts upward)")
    .option("--stage <STAGE>", "stage of the configuration, where it has several")
    .option("--json", "print the result as JSON")
    .version(version(), "--version", "print the version")
    .helpOption("--help", "print help")
    .helpCommand("help [COMMAND]", "print help for a command")
    .configureHelp({ showGlobalOptions: true, helpWidth: HELP_WIDTH })
    .exitOverride()
    .addHelpText("after", exitCodesText());

  const output = createOutput(io, () => root.opts<CommonOptions>().json === true);
  root.configureOutput({
    writeOut: (text) => io.stdout.write(output.lines(text)),
    writeErr: (text) => io.stderr.write(output.lines(text)),
  });
  const context: CommandContext = {
    io,
    output,
    options: () => root.opts<CommonOptions>(),
    exitWith: (code) => {
      exitCode = code;
    },
    loadAllCommands: () => loadAllCommands(io, entries),
  };
  root.hook("preAction", (_, command) => {
    const { config, stage } = root.opts<CommonOptions>();
    learnInvocation({ config, stage, local: command.opts<{ local?: boolean }>().local });
  });
  addCommands(root, entries, context);
  return { command: root, context, exitCode: () => exitCode };
}

function addCommands(parent: Command, entries: readonly CommandEntry[], context: CommandContext): void {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const { name, summary, commands } of entries) {
    const command = parent
      .command(name)
      .summary(summary)
      .description(`${capital(summary)}.`);
    command.configureOutput({
      outputError: (text) => context.io.stderr.write(context.output.lines(usageError(command, text))),
    });
    if (commands) {
      command.helpCommand(false);
      addCommands(command, commands, context);
    }
  }
  parent.configureOutput({
    outputError: (text) => context.io.stderr.write(context.output.lines(usageError(parent, text))),
  });
  parent.hook("preSubcommand", async (_, command) => {
    await loadCommand(command, byName.get(command.name()), context);
  });
}

/** Imports the file of a command, which declares the command's arguments, options and action. */
async function loadCommand(command: Command, entry: CommandEntry | undefined, context: CommandContext): Promise<void> {
  const module = await entry?.load?.();
  module?.configure(command, context);
}

/** Builds the program with every command declared, from which completion scripts and docs/cli.md are generated. */
export async function loadAllCommands(io: Io, entries: readonly CommandEntry[] = COMMANDS): Promise<Command> {
  const { command, context } = createProgram(io, entries);
  await loadBelow(command, entries, context);
  return command;
}

async function loadBelow(parent: Command, entries: readonly CommandEntry[], context: CommandContext): Promise<void> {
  for (const entry of entries) {
    const found = parent.commands.find((candidate) => candidate.name() === entry.name);
    if (!found) continue;
    await loadCommand(found, entry, context);
    await loadBelow(found, entry.commands ?? [], context);
  }
}

function exitCodesText(): string {
  const lines = Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`);
  return `\nExit codes:\n${lines.join("\n")}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function version(): string {
  return (JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8")) as { version: string }).version;
}
