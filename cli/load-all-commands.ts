import type { Command } from "commander";
import { COMMANDS, type CommandEntry } from "./command-table";
import type { Io } from "./io";
import { createProgram, loadCommand } from "./program";

/** The whole program with every command declared, for what is generated from it: completion, the reference. */
export async function loadAllCommands(io: Io): Promise<Command> {
  const { command, context } = createProgram(io);
  const load = async (parent: Command, entries: readonly CommandEntry[]): Promise<void> => {
    for (const entry of entries) {
      const found = parent.commands.find((candidate) => candidate.name() === entry.name);
      if (!found) continue;
      await loadCommand(found, entry, context);
      await load(found, entry.commands ?? []);
    }
  };
  await load(command, COMMANDS);
  return command;
}
