import { randomInt } from "node:crypto";
import { ConfigurationError, Described } from "../../../config/problem";
import { LeftBehindError, noSuchUser, type TakeBack, type UserList, type UserStore } from "../user-store";
import type { User } from "../users-schema";
import { addMany, takenOf } from "./add-many";
import { changeMany } from "./change-many";
import { fromItem, type Item, nameOf, toItem } from "./item";
import { removeMany } from "./remove-many";
import type { UsersTable } from "./table-interface";

/**
 * Maximum length of a partition key in DynamoDB, bytes.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const MAX_KEY = 2048;

/**
 * Maximum number of attempts at a change while other processes change the same item, and the range of the pauses
 * between, milliseconds.
 */
const ATTEMPTS = 100;
const PAUSE = { atLeast: 10, atMost: 200 } as const;

/**
 * Returns the store of a users table in DynamoDB. Changes take effect immediately, without a deploy.
 * @param open Opens the table; called once, before the first operation
 * @param label Name of the table in messages: `the table cloudprnt-users in us-east-1`
 */
export function tableStore(open: () => Promise<UsersTable>, label: string): UserStore {
  let opened: Promise<UsersTable> | undefined;
  const table = (): Promise<UsersTable> => {
    opened ??= open();
    return opened;
  };
  const noGuess = { nearest: async () => undefined };
  const getItem = async (name: string) => (isKey(name) ? (await table()).get(name) : undefined);

  /**
   * Replaces an item on condition that it has not changed since it was read.
   * @param next Returns `undefined` for no change
   */
  const rewrite = async (name: string, next: (item: Item) => Item | undefined) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const before = (await getItem(name)) ?? (await noSuchUser(noGuess, name));
      const after = next(before);
      if (after === undefined) return { before, after };
      const failed = await (await table()).write([{ kind: "replace", before, item: after }]);
      if (failed.length === 0) return { before, after };
      await pause();
    }
    throw contended(name, label);
  };

  const change: UserStore["change"] = async (name, next) => {
    let version = 0;
    const { before, after } = await rewrite(name, (item) => {
      const found = userOf(item, label);
      version = found.version + 1;
      const user = next(found.user);
      return user === found.user ? undefined : toItem(user, version);
    });
    return after ? takeBackOf(await table(), name, before, after, version + 1) : async () => undefined;
  };

  return {
    label,
    kind: "table",
    ...noGuess,
    async find(name) {
      const item = await getItem(name);
      return item === undefined ? undefined : userOf(item, label).user;
    },
    list: async () => list(await table(), label),
    taken: async (names) => takenOf(await table(), names.filter(isKey)),
    add: async (users, steps) => addMany(await table(), users, steps),
    change,
    changeMany: (changes, steps = {}) => changeMany(changes, change, steps),
    async disable(name) {
      const { before, after } = await rewrite(name, disabled);
      const check = fromItem(after ?? before, label);
      return { changed: after !== undefined, problems: check.ok ? [] : check.problems };
    },
    async remove(name) {
      if (!isKey(name)) return noSuchUser(noGuess, name);
      const failed = await (await table()).write([{ kind: "remove", name }]);
      if (failed.length > 0) await noSuchUser(noGuess, name);
    },
    removeMany: async (names, onRemoved) => removeMany(await table(), names.filter(isKey), onRemoved),
  };
}

function isKey(name: string): boolean {
  return name !== "" && Buffer.byteLength(name) <= MAX_KEY;
}

/** @throws {ConfigurationError} if the item is not valid */
function userOf(item: Item, label: string): { user: User; version: number } {
  const check = fromItem(item, label);
  if (check.ok) return check;
  throw new ConfigurationError(check.problems);
}

async function list(table: UsersTable, label: string): Promise<UserList> {
  const users: User[] = [];
  const broken: UserList["broken"][number][] = [];
  for await (const items of table.scan()) {
    for (const item of items) {
      const check = fromItem(item, label);
      if (check.ok) users.push(check.user);
      else broken.push({ name: nameOf(item), problems: check.problems });
    }
  }
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return { users: users.sort(byName), broken: broken.sort(byName) };
}

/**
 * Returns the item with its user disabled, or `undefined` if the user is disabled already. Invalid attributes are kept
 * as they are.
 */
function disabled(item: Item): Item | undefined {
  if (item.disabled?.BOOL === true) return undefined;
  const { version = { N: "0" } } = item;
  const count = Number(version.N);
  return {
    ...item,
    disabled: { BOOL: true },
    version: Number.isSafeInteger(count) && count >= 0 ? { N: String(count + 1) } : version,
  };
}

function takeBackOf(table: UsersTable, name: string, before: Item, changed: Item, version: number): TakeBack {
  return async () => {
    try {
      await table.write([{ kind: "replace", before: changed, item: { ...before, version: { N: String(version) } } }]);
    } catch (error) {
      throw new LeftBehindError([name], error);
    }
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, randomInt(PAUSE.atLeast, PAUSE.atMost)));
}

function contended(name: string, label: string): ConfigurationError {
  return new ConfigurationError([
    {
      path: `${label}: ${name}`,
      must: "not be changed by another process at the same time",
      got: new Described(`another change at each of ${ATTEMPTS} attempts`),
      remedy: "Find out who else changes it, then run the same command again.",
    },
  ]);
}
