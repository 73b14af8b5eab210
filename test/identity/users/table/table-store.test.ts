import type { Item } from "../../../../identity/users/table/item";
import { toItem } from "../../../../identity/users/table/item";
import { tableStore } from "../../../../identity/users/table/table-store";
import { LeftBehindError } from "../../../../identity/users/user-store";
import type { User } from "../../../../identity/users/users-schema";
import { aUser, STORED } from "../../../cli/helpers/project";
import { type FakeTable, fakeTable } from "./fake-table";

const LABEL = "the table fleet-users in eu-west-1";
const store = (table: FakeTable) => tableStore(async () => table, LABEL);
const item = (fields: Partial<User> = {}, version = 1) => toItem(aUser(fields), version);
const BROKEN: Item = { name: { S: "broken" }, group: { N: "7" } };
const addNote = (text: string) => (user: User) => ({ ...user, note: `${user.note ?? ""}${text}` });

describe("the users of a table", () => {
  it("are found by name, even if another item is not valid", async () => {
    const table = fakeTable(item(), BROKEN);
    expect(await store(table).find("meter-1")).toEqual(aUser());
    expect(await store(table).find("meter-2")).toBeUndefined();
  });

  it.each([
    ["empty", ""],
    ["longer than DynamoDB's keys", "x".repeat(2049)],
  ])("cannot have a name that is %s, and DynamoDB is not called", async (_, name) => {
    const refuse = () => Promise.reject(new Error("asked"));
    const asked = tableStore(refuse, LABEL);
    expect(await asked.find(name)).toBeUndefined();
    await expect(asked.remove(name)).rejects.toThrow("`NAME` must name a user");
  });

  it("are listed sorted by name, apart from invalid items", async () => {
    const list = await store(fakeTable(item({ name: "b" }), BROKEN, item({ name: "a" }))).list();
    expect(list.users.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(list.broken.map(({ name, problems }) => [name, problems.length])).toEqual([["broken", 1]]);
  });

  it("are refused with user and attribute if the item is not valid", async () => {
    await expect(store(fakeTable(BROKEN)).find("broken")).rejects.toThrow(
      "`the table fleet-users in eu-west-1: broken.group` must be of the type String (S), got: N.",
    );
  });

  it("open the table once, before the first operation", async () => {
    let opened = 0;
    const lazy = tableStore(async () => {
      opened += 1;
      return fakeTable(item());
    }, LABEL);
    expect(opened).toBe(0);
    await Promise.all([lazy.find("meter-1"), lazy.list()]);
    expect(opened).toBe(1);
  });
});

describe("changing a user of a table", () => {
  it("increases the item's version", async () => {
    const table = fakeTable(item({}, 4));
    await store(table).change("meter-1", addNote("x"));
    expect(table.items.get("meter-1")).toEqual(item({ note: "x" }, 5));
  });

  it("keeps each of twenty concurrent changes", async () => {
    const table = fakeTable(item());
    const letters = [..."abcdefghijklmnopqrst"];
    await Promise.all(letters.map((letter) => store(table).change("meter-1", addNote(letter))));
    expect([...(table.items.get("meter-1")?.note?.S ?? "")].sort()).toEqual(letters);
    expect(table.items.get("meter-1")?.version).toEqual({ N: "21" });
  });

  it("does not overwrite a change that was made in DynamoDB's console without a new version", async () => {
    const table = fakeTable(item());
    table.around = async (_, done) => {
      delete table.around;
      table.items.set("meter-1", { ...item(), disabled: { BOOL: true } });
      return done();
    };
    await store(table).change("meter-1", addNote("x"));
    expect(table.items.get("meter-1")).toEqual(item({ disabled: true, note: "x" }, 2));
  });

  it("writes nothing if the user is not changed", async () => {
    const table = fakeTable(item());
    await store(table).change("meter-1", (user) => user);
    expect(table.writes).toEqual([]);
  });

  it("is refused if the user does not exist, or is removed meanwhile", async () => {
    const table = fakeTable(item());
    table.around = async (_, done) => {
      table.items.delete("meter-1");
      return done();
    };
    const message = '`NAME` must name a user, got: "meter-1". To see them: npx iot-auth users list';
    await expect(store(table).change("meter-1", addNote("x"))).rejects.toThrow(message);
    await expect(store(table).change("meter-1", addNote("x"))).rejects.toThrow(message);
    expect(table.items.size).toBe(0);
  });

  it("fails after 100 attempts if another process changes the item each time", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] });
    try {
      const table = fakeTable(item());
      table.around = async () => [0];
      const outcome = store(table)
        .change("meter-1", addNote("x"))
        .catch((error: unknown) => error as Error);
      while (table.writes.length < 100) {
        await jest.advanceTimersByTimeAsync(200);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await jest.advanceTimersByTimeAsync(200);
      expect(await outcome).toMatchObject({
        message:
          "`the table fleet-users in eu-west-1: meter-1` must not be changed by another process at the same time, got: another change at each of 100 attempts. " +
          "Find out who else changes it, then run the same command again.",
      });
    } finally {
      jest.useRealTimers();
    }
  });

  it("can be undone, which increases the version again", async () => {
    const table = fakeTable(item({}, 4));
    const takeBack = await store(table).change("meter-1", addNote("x"));
    await takeBack();
    expect(table.items.get("meter-1")).toEqual(item({}, 6));
  });

  it("is not undone if another process has changed the user since", async () => {
    const table = fakeTable(item());
    const takeBack = await store(table).change("meter-1", addNote("x"));
    await store(table).change("meter-1", addNote("y"));
    await takeBack();
    expect(table.items.get("meter-1")?.note).toEqual({ S: "xy" });
  });

  it("throws LeftBehindError if undoing fails", async () => {
    const table = fakeTable(item());
    const takeBack = await store(table).change("meter-1", addNote("x"));
    table.around = () => Promise.reject(new Error("The network is gone."));
    await expect(takeBack()).rejects.toMatchObject({
      name: LeftBehindError.name,
      names: ["meter-1"],
      message: "The network is gone.",
    });
  });
});

describe("removing a user of a table", () => {
  it("also removes an item that is not valid", async () => {
    const table = fakeTable(BROKEN, item());
    await store(table).remove("broken");
    expect([...table.items.keys()]).toEqual(["meter-1"]);
  });

  it("is refused if the user does not exist", async () => {
    await expect(store(fakeTable()).remove("meter-1")).rejects.toThrow('`NAME` must name a user, got: "meter-1".');
  });
});

describe("disabling a user of a table", () => {
  const DISABLED = { BOOL: true };

  it("sets `disabled` and increases the version, and writes nothing the second time", async () => {
    const table = fakeTable(item({ note: "x" }, 4));
    expect(await store(table).disable("meter-1")).toEqual({ changed: true, problems: [] });
    expect(table.items.get("meter-1")).toEqual(item({ note: "x", disabled: true }, 5));
    expect(await store(table).disable("meter-1")).toEqual({ changed: false, problems: [] });
    expect(table.writes).toHaveLength(1);
  });

  it.each<[string, Item, number]>([
    ["a misspelt attribute", { ...item(), Disabled: DISABLED }, 1],
    ["a group that is not a string", { ...item(), group: { N: "7" } }, 1],
    ["a name only", { name: { S: "meter-1" }, version: { N: "1" } }, 1],
    ["an expiry that is not a time", { ...item(), expiresAt: { S: "2099" } }, 1],
    ["a string in place of the Boolean `disabled`", { ...item(), disabled: { S: "true" } }, 0],
  ])("also works on an item with %s, changes nothing else and reports the problems", async (_, broken, count) => {
    const table = fakeTable(broken);
    const { changed, problems } = await store(table).disable("meter-1");
    expect(table.items.get("meter-1")).toEqual({ ...broken, disabled: DISABLED, version: { N: "2" } });
    expect([changed, problems.length]).toEqual([true, count]);
  });

  it.each([{ S: "two" }, { N: "1.5" }, { N: "-1" }])(
    "does not change a version that is not a valid number: %j",
    async (version) => {
      const table = fakeTable({ ...item(), version } as Item);
      expect((await store(table).disable("meter-1")).problems).toHaveLength(1);
      expect(table.items.get("meter-1")).toEqual({ ...item(), disabled: DISABLED, version });
    },
  );

  it("does not overwrite a concurrent change of the item", async () => {
    const table = fakeTable({ ...item(), Disabled: DISABLED });
    table.around = async (_, done) => {
      if (table.writes.length === 1) table.items.set("meter-1", { ...item(), Disabled: { BOOL: false } });
      return done();
    };
    await store(table).disable("meter-1");
    expect(table.items.get("meter-1")).toMatchObject({ Disabled: { BOOL: false }, disabled: DISABLED });
  });

  it("is refused if the user does not exist", async () => {
    await expect(store(fakeTable()).disable("meter-1")).rejects.toThrow("`NAME` must name a user");
  });
});

it("The message about an invalid item of a users table contains no secret", async () => {
  const table = fakeTable({ ...item(), note: { N: "1" } });
  const error = await store(table)
    .find("meter-1")
    .catch((thrown: unknown) => thrown as Error);
  expect(`${error}`).toContain("meter-1.note");
  expect(`${error}`).not.toContain(STORED.slice(8, 30));
});
