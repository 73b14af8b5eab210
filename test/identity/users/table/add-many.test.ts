import { addMany, takenOf } from "../../../../identity/users/table/add-many";
import { toItem } from "../../../../identity/users/table/item";
import type { TableChange } from "../../../../identity/users/table/table-interface";
import type { User } from "../../../../identity/users/users-schema";
import { aUser } from "../../../cli/helpers/project";
import { type FakeTable, fakeTable } from "./fake-table";

const fleet = (count: number): User[] => Array.from({ length: count }, (_, i) => aUser({ name: `meter-${i}` }));
const old = toItem(aUser({ name: "old" }), 1);
const refuse = (taken: ReadonlySet<string>) => {
  if (taken.size > 0) throw new Error(`taken: ${[...taken].join()}`);
};
const kinds = (table: FakeTable) => table.writes.map(([change]) => change?.kind);
const holds = (changes: readonly TableChange[], name: string) =>
  changes.some((change) => change.kind !== "remove" && change.item.name?.S === name);

describe("adding many users to a table", () => {
  it("adds ten thousand, a hundred in a transaction, and reports progress", async () => {
    const table = fakeTable(old);
    let added = 0;
    await addMany(table, fleet(10_000), { refuse, onAdded: (count) => (added += count) });
    expect([table.items.size, added]).toEqual([10_001, 10_000]);
    expect(table.writes.map((changes) => changes.length)).toEqual(Array(100).fill(100));
  });

  it("is refused before the first write if a name is taken", async () => {
    const table = fakeTable(old);
    let written = false;
    const beforeWriting = async () => {
      written = true;
    };
    const adding = addMany(table, [...fleet(250), aUser({ name: "old" })], { refuse, beforeWriting });
    await expect(adding).rejects.toThrow("taken: old");
    expect([written, table.writes]).toEqual([false, []]);
  });

  it("adds nothing if beforeWriting fails", async () => {
    const table = fakeTable();
    const beforeWriting = () => Promise.reject(new Error("The disk is full."));
    await expect(addMany(table, fleet(3), { refuse, beforeWriting })).rejects.toThrow("The disk is full.");
    expect(table.writes).toEqual([]);
  });

  it("removes its users again if a name is taken meanwhile, but not the user with that name", async () => {
    const table = fakeTable();
    table.around = async (changes, done) => {
      if (holds(changes, "meter-777"))
        table.items.set("meter-777", toItem(aUser({ name: "meter-777", note: "his" }), 1));
      return done();
    };
    await expect(addMany(table, fleet(1000), { refuse })).rejects.toThrow("taken: meter-777");
    expect([...table.items.values()]).toEqual([toItem(aUser({ name: "meter-777", note: "his" }), 1)]);
  });

  it("removes its users again when it is interrupted, and starts no further write", async () => {
    const table = fakeTable(old);
    const controller = new AbortController();
    const onAdded = () => {
      if (table.items.size > 500) controller.abort(new Error("Interrupted."));
    };
    const adding = addMany(table, fleet(10_000), { refuse, onAdded, signal: controller.signal });
    await expect(adding).rejects.toThrow("Interrupted.");
    expect([...table.items.keys()]).toEqual(["old"]);
    expect(kinds(table).filter((kind) => kind === "add").length).toBeLessThan(12);
  });

  it("writes nothing if it was interrupted before", async () => {
    const table = fakeTable();
    const signal = AbortSignal.abort(new Error("Interrupted."));
    await expect(addMany(table, fleet(3), { refuse, signal })).rejects.toThrow("Interrupted.");
    expect(table.writes).toEqual([]);
  });

  it("removes the users of a write whose answer was lost", async () => {
    const table = fakeTable(old);
    table.around = async (changes, done) => {
      const failed = done();
      if (changes[0]?.kind === "add" && holds(changes, "meter-350")) throw new Error("The network is gone.");
      return failed;
    };
    await expect(addMany(table, fleet(1000), { refuse })).rejects.toThrow("The network is gone.");
    expect([...table.items.keys()]).toEqual(["old"]);
  });

  it("names exactly the users that may still exist if removing them fails", async () => {
    const table = fakeTable();
    table.around = async (changes, done) => {
      if (changes[0]?.kind === "unadd" && holds(changes, "meter-0")) throw new Error("The network is gone.");
      if (changes[0]?.kind === "add" && holds(changes, "meter-350")) throw new Error("No answer.");
      return done();
    };
    const error = await addMany(table, fleet(400), { refuse }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "LeftBehindError",
      reason: { message: "The network is gone." },
      cause: { message: "No answer." },
    });
    const { names } = error as { names: readonly string[] };
    expect(new Set(names)).toEqual(new Set([...fleet(100).map(({ name }) => name), ...table.items.keys()]));
  });

  it("does not remove a user that another process changed meanwhile, and names the user", async () => {
    const table = fakeTable();
    const changed = toItem(aUser({ name: "meter-1", note: "mine now" }), 2);
    table.around = async (changes, done) => {
      if (changes[0]?.kind === "add" && holds(changes, "meter-250")) {
        table.items.set("meter-1", changed);
        throw new Error("No answer.");
      }
      return done();
    };
    const adding = addMany(table, fleet(251), { refuse });
    await expect(adding).rejects.toMatchObject({ name: "LeftBehindError", names: ["meter-1"] });
    expect([...table.items.values()]).toEqual([changed]);
  });

  it("can be undone afterwards", async () => {
    const table = fakeTable(old);
    const takeBack = await addMany(table, fleet(250), { refuse });
    await takeBack();
    expect([...table.items.keys()]).toEqual(["old"]);
  });
});

describe("takenOf", () => {
  it("reads at most a hundred names in a call, and each name once", async () => {
    const table = fakeTable(old, ...fleet(150).map((user) => toItem(user, 1)));
    const names = [...fleet(150), ...fleet(150)].map(({ name }) => name);
    expect((await takenOf(table, ["old", "new", ...names])).size).toBe(151);
  });
});
