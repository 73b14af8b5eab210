import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { USERS_SCHEMA_PATH, type User, type UserStore } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { writeCsv } from "../../import/formats/write-csv";
import { checkNewFile, writePrivateFile } from "../../import/private-file";
import { examples } from "../../usage-texts";
import { listWhole } from "../../users/known-user";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly format: "csv" | "json";
  readonly withHashes?: true;
  readonly usersFile?: string;
}

/** Columns of an export, which `users import` reads. */
const COLUMNS = ["name", "group", "expiresAt", "disabled", "note"] as const;
/** Name of the new users file in messages. */
const USERS_FILE = "--users-file";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .addOption(new Option("--format <FORMAT>", "csv or json").choices(["csv", "json"]).default("csv"))
    .option("--with-hashes", "with the hashes of the secrets (JSON only): a backup that users import reads")
    .addOption(
      new Option(
        "--users-file <FILE>",
        "write a new users file with the hashes, which only its owner can read, and print no users",
      ).conflicts(["format", "withHashes"]),
    )
    .addHelpText(
      "after",
      examples([
        ["iot-auth users export > users.csv", "without secrets"],
        ["iot-auth users export --users-file users.json", "from a table back to a users file"],
        ["iot-auth users export --format json --with-hashes > backup.json", "keep it as safe as a users file itself"],
      ]),
    )
    .action((options: Options) => exportUsers(options, context));
}

async function exportUsers(options: Options, context: CommandContext): Promise<void> {
  const { format, withHashes, usersFile } = options;
  const asJson = format === "json" || context.output.json;
  if (withHashes && !asJson) {
    throw new CliError("`--with-hashes` must go together with --format json, got: csv.", EXIT.usage);
  }
  const { store } = await usersTarget(context, options);
  if (usersFile !== undefined) return writeUsersFile(usersFile, store, context);
  const users = await listWhole(store);
  const value = { users: withHashes ? users : users.map(withoutSecrets) };
  await context.output.result(value, () =>
    asJson ? JSON.stringify(value, null, 2) : writeCsv(COLUMNS, users.map(row)),
  );
}

async function writeUsersFile(file: string, store: UserStore, { io, output }: CommandContext): Promise<void> {
  const path = resolve(io.cwd, file);
  checkNewFile(USERS_FILE, path);
  const users = await listWhole(store);
  await writePrivateFile(USERS_FILE, path, `${JSON.stringify({ $schema: USERS_SCHEMA_PATH, users }, null, 2)}\n`);
  await output.result({ exported: users.length, usersFile: file }, () => undefined);
  await output.note(`Wrote ${users.length} from ${store.label} to ${file}.`);
}

function withoutSecrets({ secrets: _, ...user }: User): Omit<User, "secrets"> {
  return user;
}

function row(user: User): string[] {
  return COLUMNS.map((column) => String(user[column] ?? ""));
}
