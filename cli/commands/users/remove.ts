import { type Command, Option } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { iotAuth } from "../../../config/text";
import { noSuchUser, type UserStore } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { byLine, placeOf } from "../../import/formats/import-row";
import { FORMATS, parseFile } from "../../import/formats/parse-file";
import { confirm } from "../../terminal/ask";
import { createProgress } from "../../terminal/progress";
import { examples } from "../../usage-texts";
import { takesEffect } from "../../users/effect";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly from?: string;
  readonly format?: string;
  readonly yes?: true;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("[NAME]", "login name")
    .option(
      "--from <FILE>",
      "remove every user that a file names, - for standard input: a file of users import or users export, of which only the names are read",
    )
    .addOption(new Option("--format <FORMAT>", "format of the file (default: by its name)").choices(FORMATS))
    .option("--yes", "do not ask")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users remove printer-7", "asks first; users disable keeps the user and its secrets"],
        ["iot-auth users remove printer-7 --yes", "in a script"],
        ["iot-auth users remove --from sold.csv", "a column called name is enough; asks once"],
      ]),
    )
    .action((name: string | undefined, options: Options) => remove(name, options, context));
}

async function remove(name: string | undefined, options: Options, context: CommandContext): Promise<void> {
  const { from } = options;
  if ((name === undefined) === (from === undefined)) {
    const got = name === undefined ? "neither" : "both";
    throw new CliError(
      `Either NAME or --from FILE must be given, got: ${got}. ${iotAuth("users", "list")} shows names.`,
      EXIT.usage,
    );
  }
  const { store } = await usersTarget(context, options);
  return from === undefined
    ? removeOne(name ?? "", store, options, context)
    : removeMany(from, store, options, context);
}

async function removeOne(name: string, store: UserStore, options: Options, context: CommandContext): Promise<void> {
  const { output } = context;
  // A user with invalid fields can be removed, too.
  if ((await store.taken([name])).size === 0) await noSuchUser(store, name);
  if (!(await agreed(`Remove ${name} from ${store.label}?`, options, context))) return;
  await store.remove(name);
  await output.result({ name, removed: true }, () => undefined);
  await output.note(`Removed ${name} from ${store.label}; ${takesEffect(store)}`);
}

async function removeMany(from: string, store: UserStore, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const names = await namesIn(from, options, context);
  const there = await store.taken(names);
  const missing = names.length - there.size;
  const besides = missing === 0 ? "" : ` (${missing} more in the file ${missing === 1 ? "is" : "are"} not there)`;
  if (there.size === 0) {
    const remedy = "Check the file, and the stage.";
    const got = names.length === 0 ? undefined : names[0];
    throw new ConfigurationError([{ path: "--from", must: `name users of ${store.label}`, got, remedy }]);
  }
  if (!(await agreed(`Remove ${there.size} from ${store.label}${besides}?`, options, context))) return;
  let removed = 0;
  const progress = createProgress(io, "Removing users", there.size);
  try {
    await store.removeMany([...there], (count) => {
      removed += count;
      for (let nth = 0; nth < count; nth++) progress.advance();
    });
  } catch (error) {
    if (removed === 0) throw error;
    progress.end();
    await output.note(`${removed} of ${there.size} were removed. The same command again removes the others.`);
    throw error;
  } finally {
    progress.end();
  }
  await output.result({ removed, missing }, () => undefined);
  await output.note(`Removed ${removed} from ${store.label}${besides}; ${takesEffect(store)}`);
}

/** The names in a file, each once. */
async function namesIn(file: string, { format }: Options, { io }: CommandContext): Promise<string[]> {
  const { rows, problems, label } = await parseFile(file, format, io);
  const nameless = rows.filter(({ fields }) => typeof fields.name !== "string" || fields.name === "");
  const missing = nameless.map(({ line }) => ({
    path: placeOf(label, line, "name"),
    must: "be given",
    remedy: "Every line names a user to remove.",
  }));
  if (problems.length + missing.length > 0) throw new ConfigurationError(byLine([...problems, ...missing]));
  return [...new Set(rows.map(({ fields }) => String(fields.name)))];
}

async function agreed(question: string, { yes }: Options, context: CommandContext): Promise<boolean> {
  if (yes || (await confirm(context.io, question, "give --yes"))) return true;
  await context.output.note("Nothing was removed.");
  context.exitWith(EXIT.refused);
  return false;
}
