import type { Command } from "commander";
import { ConfigurationError, toldProblems } from "../../../config/problem";
import { iotAuth } from "../../../config/text";
import { refusesSecret } from "../../../identity/store-sources";
import type { User } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { EXIT } from "../../exit-codes";
import { textTable } from "../../terminal/text-table";
import { examples } from "../../usage-texts";
import { checkGroup } from "../../users/check-user";
import { secretsText, stateText, type UserView, viewUser } from "../../users/describe-user";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { type UsersTarget, usersTarget } from "../../users/target";

/** Maximum number of names in the note. */
const MAX_NAMES = 5;

/** A warning about users whose secrets the settings do not allow: written by hand, or before a setting was changed. */
export function unfitSecretsNote(users: readonly User[], { stacks }: UsersTarget): string | undefined {
  const unfit = users.filter(({ secrets }) =>
    secrets.some((secret) => stacks.some((stack) => refusesSecret(secret, stack) !== undefined)),
  );
  if (unfit.length === 0) return undefined;
  const names = unfit.slice(0, MAX_NAMES).map(({ name }) => name);
  const rest = unfit.length > MAX_NAMES ? ` and ${unfit.length - MAX_NAMES} more` : "";
  return (
    `warning: a refusal does not take as long as checking the secrets of ${names.join(", ")}${rest}, so its duration may reveal that such ` +
    "users exist. Rotate to generated secrets, or for passwords set store.chosenPasswords: true and deploy."
  );
}

const HEADINGS = ["NAME", "GROUP", "STATE", "SECRETS", "CHANGED", "NOTE"];

interface Options extends StoreOptions {
  readonly group?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .option("--group <GROUP>", "only users of this group")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users list", "all users, without secrets and hashes"],
        ["iot-auth users list --group printers", "one group"],
        ["iot-auth users list --json | jq -r '.[] | select(.state != \"active\").name'", "who cannot log in"],
      ]),
    )
    .action((options: Options) => list(options, context));
}

async function list(options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { group } = options;
  const target = await usersTarget(context, options);
  const problem = group === undefined ? undefined : checkGroup(group, target, "--group");
  if (problem) throw new ConfigurationError([problem]);

  const { users, broken } = await target.store.list();
  const views = users
    .filter((user) => group === undefined || user.group === group)
    .map((user) => viewUser(user, io.now()));
  await output.result(views, () =>
    views.length === 0
      ? undefined
      : textTable(HEADINGS, views.map(row), {
          headings: (line) => output.style("bold", line),
          width: io.stdout.isTTY ? io.stdout.columns : undefined,
        }),
  );
  if (views.length + broken.length === 0) {
    const none = group === undefined || users.length === 0 ? "No users yet" : `No user is in the group ${group}`;
    await output.note(`${none}. Add one: ${iotAuth("users", "add", "NAME", "--group", group ?? "GROUP")}`);
  }
  const warning = unfitSecretsNote(users, target);
  if (warning) await output.note(warning);
  for (const line of toldProblems(broken.flatMap(({ problems }) => problems))) await output.note(`error: ${line}`);
  if (broken.length > 0) context.exitWith(EXIT.usage);
}

function row(view: UserView): string[] {
  return [view.name, view.group, stateText(view), secretsText(view), view.rotatedAt ?? "unknown", view.note ?? ""];
}
