import { statSync } from "node:fs";
import { join } from "node:path";
import { aUser, STORED_TOO, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";

const USERS = [
  aUser({ name: "a", secrets: [STORED_TOO], rotatedAt: NOW, note: "=x" }),
  aUser({ name: "b", disabled: true, expiresAt: "2026-01-01T00:00:00Z" }),
];
const fileOf = (users: unknown) => JSON.stringify({ $schema: "./schemas/users.schema.json", users }, null, 2);

let project: TableProject;
const start = async (users = [] as typeof USERS, store = "chosenPasswords: true") => {
  project = await tableProject(users, store);
};
afterEach(() => project.close());

const move = (...argv: string[]) => runCli(["users", "move", ...argv, "--local"], { cwd: project.folder });

describe("users move", () => {
  it("copies users to the table and back, with their hashes and including expired users", async () => {
    await start();
    project.write("users.json", fileOf(USERS));
    expect(await move("--from-file", "users.json")).toEqual({
      code: 0,
      stdout: "",
      stderr: `Moved 2 to ${TABLE_LABEL}. users.json can be deleted when the function reads the table, after: npx cdktf deploy\n`,
    });
    expect(project.users()).toEqual(USERS);

    expect(await move("--to-file", "back.json")).toEqual({
      code: 0,
      stdout: "",
      stderr: `Moved 2 from ${TABLE_LABEL} to back.json. The function reads it once store is { type: "bundled" }, after a deploy, which deletes the table: npx cdktf deploy\n`,
    });
    expect(JSON.parse(project.read("back.json")).users).toEqual(USERS);
    expect(statSync(join(project.folder, "back.json")).mode & 0o777).toBe(0o600);
  });

  it("continues an interrupted move, and refuses a user that differs in the table", async () => {
    await start([USERS[0] as (typeof USERS)[0]]);
    project.write("users.json", fileOf(USERS));
    const { code, stderr } = await move("--from-file", "users.json");
    expect([code, stderr.split("\n")[0]]).toEqual([0, "Skipped 1 that exists already."]);
    expect(project.users()).toEqual(USERS);

    project.write("users.json", fileOf([{ ...USERS[0], group: "printers" }, aUser({ name: "c" })]));
    const refused = await move("--from-file", "users.json");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      `error: \`users.json: a\` must be the same user in both places, got: "a". ${TABLE_LABEL.replace("the", "The")} has a user of that name who differs: remove one of the two, or let the file win with users import --update.\n`,
    ]);
    expect(project.users()).toEqual(USERS);
  });

  it("names the line of a user whose hash the table cannot hold", async () => {
    await start([], "");
    project.write("users.json", fileOf(USERS));
    const { code, stderr } = await move("--from-file", "users.json");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: `users\.json line 4: secrets` must be hashes of generated secrets/);
    expect(project.users()).toEqual([]);
  });

  it("replaces the users of a file only if asked to", async () => {
    await start(USERS);
    project.write("users.json", fileOf([aUser({ name: "gone" })]));
    const refused = await move("--to-file", "users.json");
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^error: `--to-file` must name a file that does not exist yet, .* or give --replace\.\n$/),
    ]);
    expect((await move("--to-file", "users.json", "--replace")).code).toBe(0);
    expect(JSON.parse(project.read("users.json"))).toEqual(JSON.parse(fileOf(USERS)));
  });

  it("refuses a stack whose users are in a file, and a call without a direction", async () => {
    await start();
    expect((await move()).stderr).toMatch(/^error: Either --from-file or --to-file must be given\./);
    const bundled = testProject({ users: USERS });
    const { code, stderr } = await runCli(["users", "move", "--to-file", "x.json"], { cwd: bundled.folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining('store has to be { type: "dynamodb" }')]);
    bundled.remove();
  });
});
