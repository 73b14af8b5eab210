import { type Command, Option } from "commander";
import { beginRotation, finishRotation } from "../../../infra/users/rotate-user";
import { readUsersFile, updateUsersFile } from "../../../infra/users/users-file";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { parseWhen } from "../../parse-when";
import { changeUsers } from "../../users/change-users";
import { findUser } from "../../users/find-user";
import { newSecret } from "../../users/new-secret";
import { replaceUser } from "../../users/replace-user";
import { usersTarget } from "../../users/target";

interface Options {
  readonly finish?: true;
  readonly passwordStdin?: true;
  readonly retireAfter?: string;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<NAME>", "login name")
    .addOption(
      new Option("--password-stdin", "read the new password from standard input instead of generating a secret"),
    )
    .option("--retire-after <WHEN>", "end the older secret then: 2027-01-31, 2027-01-31T12:00:00Z or 30d (h, d, w)")
    .addOption(new Option("--finish", "remove the older of two secrets").conflicts(["passwordStdin", "retireAfter"]))
    .addHelpText(
      "after",
      examples([
        ["iot-auth users rotate printer-7", "a second secret; both work, so the device can be moved in peace"],
        ["iot-auth users rotate printer-7 --retire-after 2w", "the old one ends by itself, without a further deploy"],
        ["iot-auth users rotate printer-7 --finish", "once the device uses the new one: the old one ends"],
      ]),
    )
    .action((name: string, options: Options) =>
      options.finish ? finish(name, context) : begin(name, options, context),
    );
}

async function begin(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context);
  const at = io.now();
  const retireFirstAt =
    options.retireAfter === undefined ? undefined : parseWhen(options.retireAfter, "--retire-after", at);
  // Checked again below with the file locked; here so that nobody types a password in vain.
  beginRotation(findUser((await readUsersFile(target.file)).users, name, "NAME"), { secret: "", at });

  const { stored, shown } = await newSecret(context, options.passwordStdin === true);
  const rotation = { secret: stored, at, retireFirstAt };
  let count = 0;
  await changeUsers(
    target.file,
    (users) =>
      replaceUser(users, name, (user) => {
        const rotated = beginRotation(user, rotation);
        count = rotated.secrets.length;
        return rotated;
      }),
    () => output.result({ name, ...(shown ? { secret: shown } : {}) }, () => shown),
  );
  if (shown) await output.note("This is the only time the secret is shown.");
  for (const note of notes(name, count, target.label, retireFirstAt)) await output.note(note);
}

function notes(name: string, count: number, label: string, retireFirstAt: string | undefined): string[] {
  if (count < 2) return [`${name} has a secret in ${label}; it works after: npx cdktf deploy`];
  return [
    `${name} has two secrets in ${label}; both work after: npx cdktf deploy`,
    retireFirstAt === undefined
      ? `Once the device uses the new one: iot-auth users rotate ${name} --finish`
      : `The older one ends at ${retireFirstAt}, or with: iot-auth users rotate ${name} --finish`,
  ];
}

async function finish(name: string, context: CommandContext): Promise<void> {
  const target = await usersTarget(context);
  await updateUsersFile(target.file, (users) => replaceUser(users, name, finishRotation));
  await context.output.result({ name, finished: true }, () => undefined);
  await context.output.note(`The older secret of ${name} ends with the next: npx cdktf deploy`);
}
