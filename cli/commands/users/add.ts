import { type Command, Option } from "commander";
import { ConfigurationError, type Problem } from "../../../config/problem";
import { iotAuth } from "../../../config/text";
import { checkUserFields, LeftBehindError, type User, type UserStore } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { asError, CliError } from "../../errors";
import { isoSeconds, parseWhen } from "../../terminal/parse-when";
import { examples } from "../../usage-texts";
import { checkGroup, checkPasswords, checkTokenOnly } from "../../users/check-user";
import { firstLogin, sentenceStart } from "../../users/effect";
import { handOut, leftExitCode } from "../../users/hand-out";
import { newSecret } from "../../users/new-secret";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly group: string;
  readonly passwordStdin?: true;
  readonly tokenOnly?: true;
  readonly expires?: string;
  readonly note?: string;
}

const PATHS: Readonly<Record<string, string>> = { name: "NAME", expiresAt: "--expires", note: "--note" };

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .argument("<NAME>", "login name: 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit")
    .requiredOption("--group <GROUP>", "the group that says what the user may do")
    .option("--password-stdin", "read a password from standard input instead of generating a secret")
    .addOption(new Option("--token-only", "without a secret: for signed tokens").conflicts("passwordStdin"))
    .option(
      "--expires <WHEN>",
      "refuse logins from then on: 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w)",
    )
    .option("--note <TEXT>", "for people; the function never sees it")
    .addHelpText(
      "after",
      examples([
        ["iot-auth users add 00:11:62:aa:bb:cc --group printers", "prints the generated secret, once"],
        ["iot-auth users add visitor --group sensors --expires 30d --note 'trade fair'", "ends by itself"],
        ["pass show gateway-1 | iot-auth users add gateway-1 --group gateways --password-stdin", "a chosen password"],
        ["iot-auth users add robot-1 --group robots --token-only", "then: iot-auth token issue --user robot-1 …"],
      ]),
    )
    .action((name: string, options: Options) => add(name, options, context));
}

async function add(name: string, options: Options, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const target = await usersTarget(context, options);
  const { store } = target;
  const expiresAt = options.expires === undefined ? undefined : parseWhen(options.expires, "--expires", io.now());
  const fields = {
    name,
    group: options.group,
    ...(expiresAt ? { expiresAt } : {}),
    ...(options.note ? { note: options.note } : {}),
  };
  refuse([
    ...checkUserFields(fields, (field) => PATHS[field] ?? field),
    ...listed(checkGroup(options.group, target, "--group")),
  ]);
  refuse(options.tokenOnly ? listed(checkTokenOnly(target, "--token-only")) : []);
  refuse(options.passwordStdin ? listed(checkPasswords(target, "--password-stdin")) : []);
  // Checked before the user types a password, and again below, while no other program can write.
  const refuseTaken = (taken: ReadonlySet<string>) => refuse(taken.has(name) ? [duplicate(name, store)] : []);
  refuseTaken(await store.taken([name]));

  const secret = options.tokenOnly ? undefined : await newSecret(context, options.passwordStdin === true);
  const shown = secret?.shown;
  const user: User = {
    ...fields,
    ...(secret ? { secrets: [secret.stored], rotatedAt: isoSeconds(io.now()) } : { secrets: [] }),
  };
  const remedy = `Remove it: ${iotAuth("users", "remove", name)}`;
  const takeBack = await store.add([user], { refuse: refuseTaken }).catch((error: unknown) => {
    if (!(error instanceof LeftBehindError)) throw error;
    const { message } = asError(error.cause);
    throw new CliError(`${message} ${name} may be in ${store.label} nevertheless. ${remedy}`, leftExitCode(error));
  });
  await handOut(
    takeBack,
    () => output.result({ ...fields, ...(shown ? { secret: shown } : {}) }, () => shown),
    () => `${name} may be in ${store.label}, with a secret that was not shown. ${remedy}`,
  );
  if (shown) await output.note("This is the only time the secret is shown.");
  await output.note(`Added ${name} to ${options.group} in ${store.label}. ${firstLogin(store)}`);
  if (!secret) await output.note(`It needs a token: ${iotAuth("token", "issue", "--user", name, "--expires", "30d")}`);
}

function listed(problem: Problem | undefined): Problem[] {
  return problem ? [problem] : [];
}

function duplicate(name: string, { label }: UserStore): Problem {
  const remedy = `${sentenceStart(label)} has that user already. For a new secret: ${iotAuth("users", "rotate", name)}`;
  return { path: "NAME", must: "be different from every other user's", got: name, remedy };
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}
