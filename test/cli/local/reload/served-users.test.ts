import { join } from "node:path";
import { servedTable, tableNote, watchedUsers } from "../../../../cli/local/reload/served-users";
import { resolveConfig } from "../../../../config/stages/resolve-config";
import { knownUsers } from "../../../../identity/store-sources";
import { aUser, type TestProject, testProject } from "../../helpers/project";

let project: TestProject;
afterEach(() => project?.remove());

function stackWith(store: object) {
  const groups = { sensors: { clientIds: ["{username}"] } };
  const [stack] = resolveConfig({ name: "fleet", region: "eu-west-1", groups, store });
  if (!stack) throw new Error("no stack");
  return stack;
}

const table = { name: "fleet-users", hashKey: "name" };

describe("users in a file", () => {
  it("are watched, and known by name", async () => {
    project = testProject({ users: [aUser()] });
    const stack = stackWith({});
    expect(watchedUsers(stack, project.folder)).toEqual([
      { path: join(project.folder, "users.json"), isFolder: false },
    ]);
    expect(await knownUsers(stack, project.folder)).toEqual([aUser()]);
    expect(servedTable({}, [aUser()])).toEqual({});
    expect(tableNote({}, ["sensors"])).toBeUndefined();
  });
});

describe("users in a table", () => {
  it("are neither watched nor listed", async () => {
    project = testProject();
    project.write("users.json", "{ not json");
    const stack = stackWith({ type: "dynamodb" });
    expect(watchedUsers(stack, project.folder)).toEqual([]);
    expect(await knownUsers(stack, project.folder)).toEqual([]);
  });

  it("are only those of the demonstration at first, as the users commands would add them", () => {
    expect(servedTable({ table }, [aUser()])).toEqual({ table: { ...table, items: [{ ...aUser(), version: 1 }] } });
  });

  it("are added with a command that can be pasted", () => {
    expect(tableNote({ table }, ["sensors", "printers"])).toBe(
      "Users are in the table fleet-users of this stand-in, in memory. Add one, who can log in at once: npx iot-auth users add NAME --group sensors --local",
    );
  });
});
