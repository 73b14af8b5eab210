import { join } from "node:path";
import { fileStore } from "../../../../identity/users/file/file-store";
import { findUser } from "../../../../identity/users/user-store";
import type { User } from "../../../../identity/users/users-schema";
import { aUser, type TestProject, testProject } from "../../../cli/helpers/project";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "b" }), aUser({ name: "a" })] });
});
afterEach(() => project.remove());

const store = () => fileStore(join(project.folder, "users.json"));
const refuse = (taken: ReadonlySet<string>) => {
  if (taken.size > 0) throw new Error(`taken: ${[...taken].join()}`);
};
const addNote = (text: string) => (user: User) => ({ ...user, note: `${user.note ?? ""}${text}` });
const names = () => project.users().map(({ name }) => name);

describe("the users of a users file", () => {
  it("are listed in the file's order, and found by name", async () => {
    expect((await store().list()).users.map(({ name }) => name)).toEqual(["b", "a"]);
    expect(await store().find("a")).toEqual(aUser({ name: "a" }));
    expect(await store().find("c")).toBeUndefined();
    expect(await store().taken(["a", "c"])).toEqual(new Set(["a"]));
  });

  it("are suggested for a mistyped name", async () => {
    project.write("users.json", JSON.stringify({ users: [aUser({ name: "meter-1" })] }));
    const remedy = 'Did you mean "meter-1"? To see them: npx iot-auth users list';
    await expect(findUser(store(), "metre-1")).rejects.toThrow(remedy);
    await expect(store().change("metre-1", addNote("x"))).rejects.toThrow(remedy);
    await expect(store().remove("metre-1")).rejects.toThrow(remedy);
  });

  it("are added after the existing ones, all or none", async () => {
    await store().add([aUser({ name: "d" }), aUser({ name: "c" })], { refuse });
    expect(names()).toEqual(["b", "a", "d", "c"]);
    await expect(store().add([aUser({ name: "e" }), aUser({ name: "a" })], { refuse })).rejects.toThrow("taken: a");
    const beforeWriting = () => Promise.reject(new Error("The disk is full."));
    await expect(store().add([aUser({ name: "e" })], { refuse, beforeWriting })).rejects.toThrow("The disk is full.");
    expect(names()).toEqual(["b", "a", "d", "c"]);
  });

  it("keep each of twenty concurrent changes, and their order in the file", async () => {
    const letters = [..."abcdefghijklmnopqrst"];
    await Promise.all(letters.map((letter) => store().change("b", addNote(letter))));
    expect([...(project.users()[0]?.note ?? "")].sort()).toEqual(letters);
    expect(names()).toEqual(["b", "a"]);
  });

  it("are restored when a change is undone", async () => {
    const takeBack = await store().change("b", addNote("x"));
    const takeBackToo = await store().add([aUser({ name: "c" })], { refuse });
    await takeBack();
    expect(project.users()).toEqual([aUser({ name: "b" }), aUser({ name: "a" }), aUser({ name: "c" })]);
    await takeBackToo();
    await store().remove("b");
    expect(names()).toEqual(["a"]);
  });
});
