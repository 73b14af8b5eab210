import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Command, Option } from "commander";
import { ConfigurationError, type Problem } from "../../../config/problem";
import { cdktf } from "../../../config/text";
import { readUsersFile, USERS_SCHEMA_PATH, type User, type UserStore, updateUsersFile } from "../../../identity/users";
import type { CommandContext } from "../../command-context";
import { CliError } from "../../errors";
import { EXIT } from "../../exit-codes";
import { addMade } from "../../import/add-made";
import { checkRows } from "../../import/check-rows";
import { parseFile } from "../../import/formats/parse-file";
import { checkNewFile, writePrivateFile } from "../../import/private-file";
import { examples } from "../../usage-texts";
import { sentenceStart } from "../../users/effect";
import { listWhole } from "../../users/known-user";
import { addStoreOptions, type StoreOptions } from "../../users/open-store";
import { type UsersTarget, usersTarget } from "../../users/target";

interface Options extends StoreOptions {
  readonly fromFile?: string;
  readonly toFile?: string;
  readonly replace?: true;
}

const FROM = "--from-file";
const TO = "--to-file";

export function configure(command: Command, context: CommandContext): void {
  addStoreOptions(command)
    .description(
      "Copy all users from a users file to the stack's table, or from the table to a users file, with their hashes: no device needs a new " +
        "secret. They also stay where they were, since the deployed function reads them there until the next deploy.",
    )
    .addOption(new Option(`${FROM} <FILE>`, "to the table, from this users file").conflicts("toFile"))
    .option(`${TO} <FILE>`, "from the table, to this users file, which only its owner may read")
    .option("--replace", "replace the users of an existing users file with the table's")
    .addHelpText(
      "after",
      examples([
        [
          `iot-auth users move ${FROM} users.json`,
          "once the table exists, before the deploy of the function that reads it",
        ],
        [`iot-auth users move ${TO} users.json --replace`, "and back, before store is set to bundled"],
      ]),
    )
    .action((options: Options) => move(options, context));
}

async function move(options: Options, context: CommandContext): Promise<void> {
  const { fromFile, toFile } = options;
  if (fromFile === undefined && toFile === undefined) {
    throw new CliError(
      `Either ${FROM} or ${TO} must be given. The first writes to the table, the second to a users file.`,
      EXIT.usage,
    );
  }
  const target = await usersTarget(context, options);
  if (target.store.kind !== "table") {
    throw new CliError(
      `users move must be for a stack with users in a table, got: ${target.store.label}. While moving, store has to be { type: "dynamodb" }; docs/operations.md shows both ways.`,
      EXIT.usage,
    );
  }
  if (toFile !== undefined) return toUsersFile(toFile, target.store, options, context);
  return toTable(fromFile ?? "", target, context);
}

/** Skips users that are equal in the table and the file, so that an interrupted move continues where it stopped. */
async function toTable(file: string, target: UsersTarget, context: CommandContext): Promise<void> {
  const { io, output } = context;
  const { store } = target;
  const { label, ...parsed } = await parseFile(file, "json", io);
  const { users } = await readUsersFile(resolve(io.cwd, file));
  const taken = await store.taken(users.map(({ name }) => name));
  const problems: Problem[] = [];
  for (const user of users.filter(({ name }) => taken.has(name))) {
    if (isDeepStrictEqual(comparable(await store.find(user.name)), comparable(user))) continue;
    const remedy = `${sentenceStart(store.label)} has a user of that name who differs: remove one of the two, or let the file win with users import --update.`;
    problems.push({
      path: `${label}: ${user.name}`,
      must: "be the same user in both places",
      got: user.name,
      remedy,
    });
  }
  if (problems.length > 0) throw new ConfigurationError(problems);

  const moved = users.filter(({ name }) => !taken.has(name));
  const rows = parsed.rows.filter(({ fields }) => !taken.has(String(fields.name)));
  const check = { label, target, group: undefined, newSecrets: false, update: false, now: io.now() };
  checkRows({ ...parsed, rows }, { ...check, existing: new Set<string>() });
  await addMade(
    { users: moved, changes: new Map(), generated: new Map() },
    {
      store,
      refuse: (existing) => void checkRows({ ...parsed, rows }, { ...check, existing }),
      secretsFile: undefined,
      secretsBefore: new Map(),
      leftText: (left) =>
        `${left.length} of them may be in ${store.label} nevertheless; the same command continues from there.`,
    },
    context,
  );
  await output.result({ moved: moved.length, skipped: taken.size }, () => undefined);
  if (taken.size > 0) await output.note(`Skipped ${taken.size} that ${taken.size === 1 ? "exists" : "exist"} already.`);
  await output.note(
    `Moved ${moved.length} to ${store.label}. ${file} can be deleted when the function reads the table, after: ${cdktf("deploy")}`,
  );
}

/** A user in a form that can be compared: a missing `disabled` means `false`. */
function comparable(user: User | undefined): object | undefined {
  if (user === undefined) return undefined;
  const { disabled, ...rest } = user;
  return { ...rest, disabled: disabled === true };
}

async function toUsersFile(
  file: string,
  store: UserStore,
  { replace }: Options,
  context: CommandContext,
): Promise<void> {
  const { io, output } = context;
  const path = resolve(io.cwd, file);
  if (!replace) checkNewFile(TO, path, "Choose another name, or give --replace.");
  const users = await listWhole(store);
  if (existsSync(path)) await updateUsersFile(path, () => users);
  else await writePrivateFile(TO, path, `${JSON.stringify({ $schema: USERS_SCHEMA_PATH, users }, null, 2)}\n`);
  await output.result({ moved: users.length, usersFile: file }, () => undefined);
  await output.note(
    `Moved ${users.length} from ${store.label} to ${file}. The function reads it once store is { type: "bundled" }, after a deploy, which deletes the table: ${cdktf("deploy")}`,
  );
}
