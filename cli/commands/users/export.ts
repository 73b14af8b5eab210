import { type Command, Option } from "commander";
import { readUsersFile } from "../../../infra/users/users-file";
import type { User } from "../../../infra/users/users-schema";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { examples } from "../../examples";
import { EXIT } from "../../exit-codes";
import { writeCsv } from "../../import/write-csv";
import { usersTarget } from "../../users/target";

interface Options {
  readonly format: "csv" | "json";
  readonly withHashes?: true;
}

/** Columns of an export, in the form in which `users import` takes them. */
const COLUMNS = ["name", "group", "expiresAt", "disabled", "note"] as const;

export function configure(command: Command, context: CommandContext): void {
  command
    .addOption(new Option("--format <FORMAT>", "csv or json").choices(["csv", "json"]).default("csv"))
    .option("--with-hashes", "with the hashes of the secrets (JSON only): a backup that users import takes back")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users export > users.csv", "without secrets"],
        ["iot-auth users export --format json --with-hashes > backup.json", "keep it as safe as users.json itself"],
      ]),
    )
    .action((options: Options) => exportUsers(options, context));
}

async function exportUsers({ format, withHashes }: Options, context: CommandContext): Promise<void> {
  const asJson = format === "json" || context.output.json;
  if (withHashes && !asJson) {
    throw new CliError("`--with-hashes` must go together with --format json, got: csv.", EXIT.usage);
  }
  const { users } = await readUsersFile((await usersTarget(context)).file);
  const value = { users: withHashes ? users : users.map(withoutSecrets) };
  await context.output.result(value, () =>
    asJson ? JSON.stringify(value, null, 2) : writeCsv(COLUMNS, users.map(row)),
  );
}

function withoutSecrets({ secrets: _, ...user }: User): Omit<User, "secrets"> {
  return user;
}

function row(user: User): string[] {
  return COLUMNS.map((column) => String(user[column] ?? ""));
}
