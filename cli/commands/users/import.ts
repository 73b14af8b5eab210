import { extname, resolve } from "node:path";
import { type Command, Option } from "commander";
import { iotAuth } from "../../../infra/text/command-line";
import type { UserStore } from "../../../infra/users/user-store";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { examples } from "../../examples";
import { EXIT } from "../../exit-codes";
import { addMade } from "../../import/add-made";
import { type CheckOptions, checkRows, type PreparedUser } from "../../import/check-rows";
import { csvRows } from "../../import/csv-rows";
import type { ParsedImport } from "../../import/import-row";
import { jsonRows } from "../../import/json-rows";
import { lineRanges } from "../../import/line-ranges";
import { type MadeUsers, makeUsers } from "../../import/make-users";
import { mosquittoRows } from "../../import/mosquitto-rows";
import { readInput } from "../../import/read-input";
import { checkSecretsFile, secretsCsv } from "../../import/secrets-file";
import type { Output } from "../../output";
import { isoSeconds } from "../../parse-when";
import { createProgress } from "../../progress";
import { firstLogin } from "../../users/effect";
import { handOut } from "../../users/hand-out";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

const PARSERS: Readonly<Record<string, (text: string, label: string) => ParsedImport>> = {
  csv: csvRows,
  json: jsonRows,
  mosquitto: mosquittoRows,
};

interface Options extends StoreOptions {
  readonly format?: string;
  readonly group?: string;
  readonly secretsOut?: string;
  readonly newSecrets?: true;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Add many users at once, all or none: from CSV, JSON (a users file is that, too) or a password file of mosquitto. In a table others " +
        "may see some of them before the last is added; whatever fails, and ctrl-C, takes all of them back.",
    )
    .argument("<FILE>", "the file, or - for standard input")
    .addOption(new Option("--format <FORMAT>", "what the file is (default: by its name)").choices(Object.keys(PARSERS)))
    .option("--group <GROUP>", "group of the users whose line names none")
    .option("--secrets-out <FILE>", "write generated secrets to this new file instead of standard output")
    .option("--new-secrets", "generate secrets for users whose hash cannot be kept")
    .addHelpText(
      "after",
      `${examples([
        [
          "iot-auth users import fleet.csv --secrets-out secrets.csv",
          "users without a password get a generated secret",
        ],
        ["iot-auth users import passwd --format mosquitto --group sensors", "keeps PBKDF2-SHA512 hashes ($7$)"],
        [
          "iot-auth users import users.json --stage prod",
          "a users file, hashes and all: to a stage with users in a table",
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
  const secretsFile = options.secretsOut === undefined ? undefined : resolve(io.cwd, options.secretsOut);
  if (secretsFile) await checkSecretsFile(secretsFile);

  const parse = chooseParser(file, options.format);
  const { text, label } = await readInput(file, io);
  const parsed = parse(text, label);
  const check: Omit<CheckOptions, "existing"> = {
    label,
    target,
    group: options.group,
    newSecrets: options.newSecrets === true,
    now: io.now(),
  };
  const names = parsed.rows.flatMap(({ fields }) => (typeof fields.name === "string" ? [fields.name] : []));
  const prepared = checkRows(parsed, { ...check, existing: await store.taken(names) });
  const made = await makeWithProgress(prepared, context);

  const leftText = (left: readonly string[]): string => {
    const rows = prepared.map(({ user }, index) => ({ name: user.name, line: parsed.rows[index]?.line ?? 0 }));
    const secrets = options.secretsOut ? `The secrets generated for them are in ${options.secretsOut}. ` : "";
    return (
      `These may be in ${store.label} nevertheless: ${label} ${lineRanges(rows, new Set(left))} (${left.length} users). ` +
      `${secrets}Remove them before you import the file again: ${iotAuth("users", "remove", "NAME")}`
    );
  };
  const takeBack = await addMade(
    made,
    {
      store,
      // Somebody may have added users since, while passwords were hashed.
      refuse: (existing) => void checkRows(parsed, { ...check, existing }),
      secretsFile,
      leftText,
    },
    context,
  );
  await handOut(takeBack, () => printResult(made, options.secretsOut, context), leftText);
  for (const note of parsed.notes ?? []) await output.note(note);
  await printNotes(made, options.secretsOut, store, output);
}

function chooseParser(file: string, format: string | undefined): (text: string, label: string) => ParsedImport {
  const parse = PARSERS[format ?? extname(file).slice(1)];
  if (parse) return parse;
  throw new CliError(
    `\`--format\` must be given for a file whose name ends in neither .csv nor .json, got: ${JSON.stringify(file)}. Choices: csv, json, mosquitto.`,
    EXIT.usage,
  );
}

async function makeWithProgress(prepared: readonly PreparedUser[], { io }: CommandContext): Promise<MadeUsers> {
  const passwords = prepared.filter(({ from }) => from !== "generate" && "password" in from).length;
  const progress = createProgress(io, "Hashing passwords", passwords);
  try {
    return await makeUsers(prepared, isoSeconds(io.now()), progress.advance);
  } finally {
    progress.end();
  }
}

async function printResult(made: MadeUsers, secretsOut: string | undefined, { output }: CommandContext): Promise<void> {
  const { users, generated } = made;
  const secrets = secretsOut === undefined ? { secrets: generated } : { secretsFile: secretsOut };
  await output.result({ imported: users.length, ...(generated.length > 0 ? secrets : {}) }, () =>
    secretsOut === undefined && generated.length > 0 ? secretsCsv(generated) : undefined,
  );
}

async function printNotes(
  { users, generated }: MadeUsers,
  secretsOut: string | undefined,
  store: UserStore,
  output: Output,
): Promise<void> {
  if (generated.length > 0) {
    const place = secretsOut === undefined ? "above" : `in ${secretsOut}`;
    await output.note(`${generated.length} generated: ${place} is the only copy of those secrets.`);
  }
  await output.note(`Added ${users.length} to ${store.label}. ${firstLogin(store, true)}`);
}
