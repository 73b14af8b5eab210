import { isDeepStrictEqual } from "node:util";
import type { Item } from "../../../../identity/users/table/item";
import {
  MAX_CHANGES,
  MAX_READ,
  type TableChange,
  type UsersTable,
} from "../../../../identity/users/table/table-interface";

/** A users table in memory. */
export interface FakeTable extends UsersTable {
  readonly items: Map<string, Item>;
  /** Changes of every call of `write`. */
  readonly writes: (readonly TableChange[])[];
  /** Called in place of a write; `done` makes the changes. To simulate a lost request, throw before `done()`; for a lost answer, throw after it. */
  around?: (changes: readonly TableChange[], done: () => readonly number[]) => Promise<readonly number[]>;
}

/** Returns a users table in memory. @param items Items of the table */
export function fakeTable(...items: Item[]): FakeTable {
  const map = new Map(items.map((item) => [keyOf(item), item]));
  // As over a network, other writers can run before the answer arrives.
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const table: FakeTable = {
    items: map,
    writes: [],
    async get(name) {
      await turn();
      return map.get(name);
    },
    async present(names) {
      if (names.length > MAX_READ || new Set(names).size < names.length) throw new Error("too many, or one twice");
      await turn();
      return names.filter((name) => map.has(name));
    },
    async *scan() {
      for (const item of map.values()) {
        await turn();
        yield [item];
      }
      yield [];
    },
    async write(changes) {
      const names = changes.map(nameOf);
      if (names.length > MAX_CHANGES || new Set(names).size < names.length) throw new Error("too many, or one twice");
      table.writes.push(changes);
      await turn();
      const done = () => apply(map, changes);
      return table.around ? table.around(changes, done) : done();
    },
  };
  return table;
}

function apply(map: Map<string, Item>, changes: readonly TableChange[]): readonly number[] {
  const failed = changes.flatMap((change, position) => (holds(map.get(nameOf(change)), change) ? [] : [position]));
  if (failed.length > 0) return failed;
  for (const change of changes) {
    if (change.kind === "remove" || change.kind === "unadd") map.delete(nameOf(change));
    else map.set(nameOf(change), change.item);
  }
  return [];
}

function holds(item: Item | undefined, change: TableChange): boolean {
  switch (change.kind) {
    case "add":
      return item === undefined;
    case "replace":
      return isDeepStrictEqual(item, change.before);
    case "remove":
      return item !== undefined;
    case "unadd":
      return item === undefined || isDeepStrictEqual(item, change.item);
  }
}

const keyOf = (item: Item): string => item.name?.S ?? "";
const nameOf = (change: TableChange): string => (change.kind === "remove" ? change.name : keyOf(change.item));
