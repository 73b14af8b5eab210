import { join } from "node:path";
import { changeUsers, takeBack } from "../../../cli/users/change-users";
import { aUser, STORED, STORED_TOO, type TestProject, testProject } from "../helpers/project";

const [a, b, c] = [aUser({ name: "a" }), aUser({ name: "b" }), aUser({ name: "c" })];
const changedA = aUser({ name: "a", secrets: [STORED, STORED_TOO] });

describe("changing users", () => {
  let project: TestProject;
  beforeEach(() => {
    project = testProject({ users: [a] });
  });
  afterEach(() => project.remove());

  it("hands out what came of it once it is written", async () => {
    let seen: unknown;
    await changeUsers(
      join(project.folder, "users.json"),
      (users) => [...users, b],
      async () => {
        seen = project.users();
      },
    );
    expect(seen).toEqual([a, b]);
  });

  it("is taken back if handing out fails", async () => {
    const change = changeUsers(
      join(project.folder, "users.json"),
      (users) => [...users, b],
      async () => {
        throw new Error("The disk is full.");
      },
    );
    await expect(change).rejects.toThrow("The disk is full. The change was taken back.");
    expect(project.users()).toEqual([a]);
  });
});

describe("taking back a change", () => {
  it.each([
    ["an added user", [a, b], [a], [a, b], [a]],
    ["a changed user", [changedA, b], [a, b], [changedA, b], [a, b]],
    ["nothing of what somebody else added meanwhile", [a, b, c], [a], [a, b], [a, c]],
    [
      "nothing of what somebody else changed meanwhile",
      [a, { ...b, disabled: true }],
      [a],
      [a, b],
      [a, { ...b, disabled: true }],
    ],
  ])("undoes %s", (_, users, before, after, expected) => {
    expect(takeBack(users, before, after)).toEqual(expected);
  });
});
