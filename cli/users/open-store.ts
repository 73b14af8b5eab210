import { resolve } from "node:path";
import type { Command } from "commander";
import type { ResolvedStack } from "../../config/resolve";
import { usersTableName } from "../../config/users-table-name";
import { fileStore } from "../../identity/users/file-store";
import { tableStore } from "../../identity/users/table/table-store";
import type { UserStore } from "../../identity/users/user-store";
import type { Io } from "../io";
import type { Project } from "../project";

/** Options of every command that reads or changes users. */
export interface StoreOptions {
  /** The table of the running `iot-auth local`, instead of AWS's. A users file is the same for both. */
  readonly local?: boolean;
}

/** Declares {@link StoreOptions}. */
export function addStoreOptions(command: Command): Command {
  return command.option("--local", "with users in a table: in that of the running iot-auth local");
}

/**
 * The users of a stack. Nothing is read, and nobody called, until they are needed.
 * @example const { users } = await openStore(project, project.stack(), {}, io).list();
 */
export function openStore(
  { configFolder }: Pick<Project, "configFolder">,
  stack: ResolvedStack,
  { local = false }: StoreOptions,
  io: Io,
): UserStore {
  const { store, region } = stack.settings;
  if (store.type === "bundled") return fileStore(resolve(configFolder, store.file));
  const name = usersTableName(stack.stackName, store);
  return tableStore(
    // The SDK is not to be paid for by commands on a users file.
    async () => (await import("../aws/users-table")).usersTable(configFolder, stack, name, local, io),
    `the table ${name} ${local ? "of the running iot-auth local" : `in ${region}`}`,
  );
}
