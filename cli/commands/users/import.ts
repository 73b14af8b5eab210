import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { iotAuth } from "../../../config/text";
import type { UserStore } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { addMade } from "../../import/add-made";
import { type CheckOptions, checkRows, type PreparedUser } from "../../import/check-rows";
import type { ImportRow } from "../../import/formats/import-row";
import { FORMATS, parseFile } from "../../import/formats/parse-file";
import { lineRanges } from "../../import/line-ranges";
import { type MadeUsers, makeUsers } from "../../import/make-users";
import { checkSecretsFile, readSecretsFile, type Secrets, secretsCsv } from "../../import/secrets-file";
import type { Output } from "../../output";
import { isoSeconds } from "../../terminal/parse-when";
import { createProgress } from "../../terminal/progress";
import { examples } from "../../usage-texts";
import { firstLogin, takesEffect } from "../../users/effect";
import { handOut } from "../../users/hand-out";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

/** Maximum number of notes about lines that were left out on purpose. */
const MAX_NOTES = 20;

interface Options extends StoreOptions {
  readonly format?: string;
  readonly group?: string;
  readonly secretsOut?: string;
  readonly newSecrets?: true;
  readonly update?: true;
  readonly skipExisting?: true;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Add many users at once, all or none: from CSV, JSON (also a users file) or a password file of mosquitto. In a table, other programs " +
        "may see some of the users before the last is added; a failure, or ctrl-C, removes all of them again.",
    )
    .argument("<FILE>", "the file, or - for standard input")
    .addOption(new Option("--format <FORMAT>", "format of the file (default: by its name)").choices(FORMATS))
    .option("--group <GROUP>", "group of the users whose line names none")
    .option(
      "--secrets-out <FILE>",
      "write generated secrets to this new file, which git must ignore, instead of standard output; with --skip-existing, it may be the file of the import that is continued",
    )
    .option("--new-secrets", "generate secrets for users whose hash cannot be kept")
    .addOption(
      new Option(
        "--update",
        "change users that exist already to what their lines say; fields that a line leaves out stay, and secrets too",
      ).conflicts("skipExisting"),
    )
    .option("--skip-existing", "skip users that exist already, to continue an import that was interrupted")
    .addHelpText(
      "after",
      `${examples([
        [
          "iot-auth users import fleet.csv --secrets-out secrets.csv",
          "users without a password get a generated secret",
        ],
        [
          "iot-auth users import fleet.csv --secrets-out secrets.csv --skip-existing",
          "continues where a killed import stopped, with the same secrets",
        ],
        ["iot-auth users import groups.csv --update", "columns name and group: moves users, secrets stay"],
        ["iot-auth users import passwd --format mosquitto --group sensors", "keeps PBKDF2-SHA512 hashes ($7$)"],
        [
          "iot-auth users import users.json --stage prod",
          "a users file with its hashes, to a stage with users in a table",
        ],
        ["iot-auth users import backup.json", "what users export --format json --with-hashes wrote"],
      ])}\n\nFirst line of a CSV file:\n  name,group,password,expiresAt,disabled,note`,
    )
    .action((file: string, options: Options) => importUsers(file, options, context));
}

async function importUsers(file: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context, options);
  const { store } = target;
  const resumed = options.skipExisting === true;
  const secretsFile = options.secretsOut === undefined ? undefined : resolve(io.cwd, options.secretsOut);
  if (secretsFile) await checkSecretsFile(secretsFile, resumed);
  const secretsBefore: Secrets = secretsFile && resumed ? await readSecretsFile(secretsFile) : new Map();

  const { label, notes = [], ...parsed } = await parseFile(file, options.format, io);
  const check: Omit<CheckOptions, "existing"> = {
    label,
    target,
    group: options.group,
    newSecrets: options.newSecrets === true,
    update: options.update === true,
    now: io.now(),
  };
  const existing = await store.taken(parsed.rows.flatMap(nameOf));
  const rows = resumed ? parsed.rows.filter((row) => !nameOf(row).some((name) => existing.has(name))) : parsed.rows;
  const prepared = checkRows({ ...parsed, rows }, { ...check, existing });
  const made = await makeWithProgress(prepared, secretsBefore, context);

  const leftText = (left: readonly string[]): string => {
    const places = prepared.map(({ user }, index) => ({ name: user.name, line: rows[index]?.line ?? 0 }));
    const secrets = options.secretsOut ? `The secrets generated for them are in ${options.secretsOut}. ` : "";
    return (
      `These may be in ${store.label} nevertheless: ${label} ${lineRanges(places, new Set(left))} (${left.length} users). ` +
      `${secrets}Import the file again with --skip-existing, or remove them first: ${iotAuth("users", "remove", "--from", "FILE")}`
    );
  };
  const takeBack = await addMade(
    made,
    {
      store,
      // Other programs may have added users while passwords were hashed.
      refuse: (taken) => {
        const added = rows.filter((_, index) => prepared[index]?.change === false);
        checkRows({ rows: added, problems: [] }, { ...check, update: false, existing: taken });
      },
      secretsFile,
      secretsBefore,
      leftText,
    },
    context,
  );
  const skipped = parsed.rows.length - rows.length;
  await handOut(takeBack, () => printResult(made, skipped, options.secretsOut, context), leftText);
  for (const note of notes.slice(0, MAX_NOTES)) await output.note(note);
  if (notes.length > MAX_NOTES) await output.note(`There are ${notes.length - MAX_NOTES} more lines of this kind.`);
  await printNotes(made, skipped, options.secretsOut, store, output);
}

function nameOf({ fields: { name } }: ImportRow): string[] {
  return typeof name === "string" ? [name] : [];
}

async function makeWithProgress(
  prepared: readonly PreparedUser[],
  known: Secrets,
  { io }: CommandContext,
): Promise<MadeUsers> {
  const passwords = prepared.filter(({ from }) => typeof from === "object" && "password" in from).length;
  const progress = createProgress(io, "Hashing passwords", passwords);
  try {
    return await makeUsers(prepared, isoSeconds(io.now()), known, progress.advance);
  } finally {
    progress.end();
  }
}

async function printResult(
  { users, changes, generated }: MadeUsers,
  skipped: number,
  secretsOut: string | undefined,
  { output }: CommandContext,
): Promise<void> {
  const list = [...generated].map(([name, secret]) => ({ name, secret }));
  const result = {
    imported: users.length,
    ...(changes.size > 0 ? { changed: changes.size } : {}),
    ...(skipped > 0 ? { skipped } : {}),
    ...(generated.size === 0 ? {} : secretsOut === undefined ? { secrets: list } : { secretsFile: secretsOut }),
  };
  await output.result(result, () =>
    secretsOut === undefined && generated.size > 0 ? secretsCsv(generated) : undefined,
  );
}

async function printNotes(
  { users, changes, generated }: MadeUsers,
  skipped: number,
  secretsOut: string | undefined,
  store: UserStore,
  output: Output,
): Promise<void> {
  if (generated.size > 0) {
    const place = secretsOut === undefined ? "above" : `in ${secretsOut}`;
    await output.note(`${generated.size} generated: ${place} is the only copy of those secrets.`);
  }
  if (skipped > 0) await output.note(`Skipped ${skipped} that ${skipped === 1 ? "exists" : "exist"} already.`);
  if (changes.size > 0) await output.note(`Changed ${changes.size} in ${store.label}; ${takesEffect(store)}`);
  if (users.length > 0 || changes.size + skipped === 0) {
    await output.note(`Added ${users.length} to ${store.label}. ${firstLogin(store, true)}`);
  }
}
