import { type Command, Option } from "commander";
import { ConfigurationError } from "../../../config/problem";
import { cdktf, iotAuth } from "../../../config/text";
import { beginRotation, findUser, finishRotation, type UserStore } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { parseWhen } from "../../terminal/parse-when";
import { examples } from "../../usage-texts";
import { checkPasswords } from "../../users/check-user";
import { fromWhen } from "../../users/effect";
import { handOut } from "../../users/hand-out";
import { newSecret } from "../../users/new-secret";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly finish?: true;
  readonly passwordStdin?: true;
  readonly retireAfter?: string;
}

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name")
    .addOption(
      new Option("--password-stdin", "read the new password from standard input instead of generating a secret"),
    )
    .option(
      "--retire-after <WHEN>",
      "retire the older secret then: 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w)",
    )
    .addOption(new Option("--finish", "remove the older of two secrets").conflicts(["passwordStdin", "retireAfter"]))
    .addHelpText(
      "after",
      examples([
        ["iot-auth users rotate printer-7", "a second secret; both work while the device changes to it"],
        [
          "iot-auth users rotate printer-7 --retire-after 2w",
          "the older secret ends at that time, without a further deploy",
        ],
        ["iot-auth users rotate printer-7 --finish", "once the device uses the new secret: the older one ends"],
      ]),
    )
    .action((name: string, options: Options) =>
      options.finish ? finish(name, options, context) : begin(name, options, context),
    );
}

async function begin(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context, options);
  const { store } = target;
  const problem = options.passwordStdin ? checkPasswords(target, "--password-stdin") : undefined;
  if (problem) throw new ConfigurationError([problem]);
  const at = io.now();
  const retireFirstAt =
    options.retireAfter === undefined ? undefined : parseWhen(options.retireAfter, "--retire-after", at);
  // Checked before the user types a password, and again below, while no other program can write.
  beginRotation(await findUser(store, name), { secret: "", at });

  const { stored, shown } = await newSecret(context, options.passwordStdin === true);
  const rotation = { secret: stored, at, retireFirstAt };
  let count = 0;
  const takeBack = await store.change(name, (user) => {
    const rotated = beginRotation(user, rotation);
    count = rotated.secrets.length;
    return rotated;
  });
  await handOut(
    takeBack,
    () => output.result({ name, ...(shown ? { secret: shown } : {}) }, () => shown),
    () =>
      `${name} may have a new secret in ${store.label} that was not shown; an older one works as before. ` +
      "Delete the newest of its secrets in DynamoDB's console, or remove the user and add it again.",
  );
  if (shown) await output.note("This is the only time the secret is shown.");
  for (const note of notes(name, count, store, retireFirstAt)) await output.note(note);
}

function notes(name: string, count: number, store: UserStore, retireFirstAt: string | undefined): string[] {
  if (count < 2) return [`${name} has a secret in ${store.label}; it works ${fromWhen(store)}`];
  return [
    `${name} has two secrets in ${store.label}; both work ${fromWhen(store)}`,
    retireFirstAt === undefined
      ? `Once the device uses the new one: ${iotAuth("users", "rotate", name, "--finish")}`
      : `The older one ends at ${retireFirstAt}, or with: ${iotAuth("users", "rotate", name, "--finish")}`,
  ];
}

async function finish(name: string, options: Options, context: CommandContext): Promise<void> {
  const { store } = await usersTarget(context, options);
  await store.change(name, finishRotation);
  await context.output.result({ name, finished: true }, () => undefined);
  await context.output.note(
    `The older secret of ${name} ends ${store.kind === "file" ? `with the next: ${cdktf("deploy")}` : "at the next login or refresh."}`,
  );
}
