import type { Command } from "commander";
import type { ResolvedStack } from "../../config/schema";
import { storeRow } from "../../config/store-kinds";
import type { UserStore } from "../../identity/users";
import type { Io } from "../io";
import { STORE_TOOLS } from "../kinds/store-tools";
import type { Project } from "../project";

/** Options of every command that reads or changes users. */
export interface StoreOptions {
  /** Whether to use the table of the running `iot-auth local` instead of AWS's. A users file is the same for both. */
  readonly local?: boolean;
}

/** Adds {@link StoreOptions} to a command. */
export function addStoreOptions(command: Command): Command {
  return command.option("--local", "with users in a table: in that of the running iot-auth local");
}

/**
 * Opens the store of a stack's users. It reads nothing and does not call AWS before users are needed.
 * @example const { users } = await openStore(project, project.stack(), {}, io).list();
 */
export function openStore(
  { configFolder }: Pick<Project, "configFolder">,
  stack: ResolvedStack,
  { local = false }: StoreOptions,
  io: Io,
): UserStore {
  return storeRow(stack.settings, STORE_TOOLS).open({ stack, configFolder, local, io });
}
