import { type Command, Option } from "commander";
import { beginRotation, finishRotation } from "../../../infra/users/rotate-user";
import { readUsersFile, updateUsersFile } from "../../../infra/users/users-file";
import type { CommandContext } from "../../command-context";
import { examples } from "../../examples";
import { isoSeconds } from "../../parse-when";
import { changeUsers } from "../../users/change-users";
import { findUser } from "../../users/find-user";
import { newSecret } from "../../users/new-secret";
import { replaceUser } from "../../users/replace-user";
import { usersTarget } from "../../users/target";

interface Options {
  readonly finish?: true;
  readonly passwordStdin?: true;
}

export function configure(command: Command, context: CommandContext): void {
  command
    .argument("<NAME>", "login name")
    .addOption(
      new Option("--password-stdin", "read the new password from standard input instead of generating a secret"),
    )
    .addOption(new Option("--finish", "remove the older of two secrets").conflicts("passwordStdin"))
    .addHelpText(
      "after",
      examples([
        ["iot-auth users rotate printer-7", "a second secret; both work, so the device can be moved in peace"],
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
  const before = findUser((await readUsersFile(target.file)).users, name, "NAME");
  // Checked again below with the file locked; here so that nobody types a password in vain.
  beginRotation(before, "", "");

  const { stored, shown } = await newSecret(context, options.passwordStdin === true);
  const rotatedAt = isoSeconds(io.now());
  await changeUsers(
    target.file,
    (users) => replaceUser(users, name, (user) => beginRotation(user, stored, rotatedAt)),
    () => output.result({ name, ...(shown ? { secret: shown } : {}) }, () => shown),
  );
  if (shown) await output.note("This is the only time the secret is shown.");
  if (before.secrets.length === 0) {
    return output.note(`${name}, who had none, has a secret in ${target.label}; it works after: npx cdktf deploy`);
  }
  await output.note(`${name} has two secrets in ${target.label}; both work after: npx cdktf deploy`);
  await output.note(`Once the device uses the new one: iot-auth users rotate ${name} --finish`);
}

async function finish(name: string, context: CommandContext): Promise<void> {
  const target = await usersTarget(context);
  await updateUsersFile(target.file, (users) => replaceUser(users, name, finishRotation));
  await context.output.result({ name, finished: true }, () => undefined);
  await context.output.note(`The older secret of ${name} ends with the next: npx cdktf deploy`);
}
