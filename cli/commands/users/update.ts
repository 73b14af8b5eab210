import type { Command } from "commander";
import { ConfigurationError, type Problem } from "../../../config/problem";
import { checkUserFields, type User } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { parseWhen } from "../../terminal/parse-when";
import { examples } from "../../usage-texts";
import { checkGroup } from "../../users/check-user";
import { type UserView, viewUser } from "../../users/describe-user";
import { takesEffect } from "../../users/effect";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly group?: string;
  readonly expires?: string;
  readonly note?: string;
}

const PATHS: Readonly<Record<string, string>> = { expiresAt: "--expires", note: "--note" };
/** Value of `--expires` that removes the expiry. */
const NEVER = "never";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name")
    .option("--group <GROUP>", "move the user to this group")
    .option(
      "--expires <WHEN>",
      "refuse logins from then on: 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w); the word never removes the expiry",
    )
    .option("--note <TEXT>", "for people; an empty text removes the note")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users update visitor --expires 30d", "another month; its secret stays"],
        ["iot-auth users update meter-1 --group sensors --note 'hall 2'", "another group"],
        ["iot-auth users update visitor --expires never --note ''", "removes both"],
      ]),
    )
    .action((name: string, options: Options) => update(name, options, context));
}

async function update(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { group, expires, note } = options;
  if (group === undefined && expires === undefined && note === undefined) {
    throw new CliError("One of --group, --expires and --note must be given.", EXIT.usage);
  }
  const target = await usersTarget(context, options);
  const { store } = target;
  const expiresAt = expires === undefined || expires === NEVER ? undefined : parseWhen(expires, "--expires", io.now());
  const fields = {
    ...(group === undefined ? {} : { group }),
    ...(expiresAt ? { expiresAt } : {}),
    ...(note ? { note } : {}),
  };
  const problems: (Problem | undefined)[] = [
    ...checkUserFields(fields, (field) => PATHS[field] ?? field),
    group === undefined ? undefined : checkGroup(group, target, "--group"),
  ];
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new ConfigurationError(found);

  let changed = false;
  let view: UserView | undefined;
  await store.change(name, (user) => {
    const { expiresAt: oldExpiry, note: oldNote, ...rest } = user;
    const next: User = {
      ...rest,
      ...(expires === undefined && oldExpiry !== undefined ? { expiresAt: oldExpiry } : {}),
      ...(note === undefined && oldNote !== undefined ? { note: oldNote } : {}),
      ...fields,
    };
    changed = next.group !== user.group || next.expiresAt !== oldExpiry || next.note !== oldNote;
    view = viewUser(next, io.now());
    // When the same object is returned, nothing is written.
    return changed ? next : user;
  });
  await output.result({ ...(view as UserView | undefined), changed }, () => undefined);
  await output.note(
    changed
      ? `Changed ${name} in ${store.label}; ${takesEffect(store)}`
      : `${name} has these values already in ${store.label}.`,
  );
}
