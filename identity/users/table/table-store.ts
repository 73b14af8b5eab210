import { randomInt } from "node:crypto";
import { ConfigurationError, Described } from "../../../config/problem";
import { LeftBehindError, noSuchUser, type TakeBack, type UserList, type UserStore } from "../user-store";
import type { User } from "../users-schema";
import { addMany, takenOf } from "./add-many";
import { changeMany } from "./change-many";
import { fromItem, type Item, nameOf, toItem } from "./item";
import { removeMany } from "./remove-many";
import type { UsersTable } from "./table-interface";

/** DynamoDB's longest key, bytes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_KEY = 2048;

/** How often a change is tried when somebody else is always faster, and the pause in between, milliseconds. */
const ATTEMPTS = 100;
const PAUSE = { atLeast: 10, atMost: 200 } as const;

/**
 * The users of a table in DynamoDB: changed one by one, and at once.
 * @param open Opens the table; called once, when it is needed first
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

  /** Puts another item in the place of one, on condition that it is still what was read. @param next `undefined` leaves it be */
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

/** @throws {ConfigurationError} if the item is not in order */
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

/** The item with its user disabled, `undefined` if it is so already. Whatever is not in order stays for people to look at. */
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
      must: "not be changed by others while it is changed",
      got: new Described(`another change at each of ${ATTEMPTS} attempts`),
      remedy: "Find out who else changes it, then run the same command again.",
    },
  ]);
}
