import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "a" }), aUser({ name: "b" })] });
});
afterEach(() => project.remove());

const remove = (argv: readonly string[], options: { stdin?: string; terminal?: boolean } = {}) =>
  runCli(["users", "remove", ...argv], { cwd: project.folder, ...options });
const names = () => project.users().map((user) => user.name);

describe("users remove", () => {
  it("removes without asking with --yes", async () => {
    const { code, stdout, stderr } = await remove(["a", "--yes", "--json"]);
    expect([code, stderr]).toEqual([0, "Removed a from users.json; it takes effect with the next: npx cdktf deploy\n"]);
    expect(JSON.parse(stdout)).toEqual({ name: "a", removed: true });
    expect(names()).toEqual(["b"]);
  });

  it.each(["y\n", "Yes\n"])("asks on a terminal and takes %j for yes", async (stdin) => {
    const { code, stderr } = await remove(["a"], { stdin, terminal: true });
    expect(code).toBe(0);
    expect(stderr).toContain("Remove a from users.json? [y/N]");
    expect(names()).toEqual(["b"]);
  });

  it.each(["n\n", "\n", "yesterday\n", "maybe\n", ""])("takes %j for no, with exit code 1", async (stdin) => {
    const { code, stdout, stderr } = await remove(["a"], { stdin, terminal: true });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Nothing was removed.\n");
    expect(names()).toEqual(["a", "b"]);
  });

  it("removes nothing on ctrl-C, with exit code 130", async () => {
    const { code, stderr } = await remove(["a"], { stdin: "y\u0003", terminal: true });
    expect([code, names()]).toEqual([130, ["a", "b"]]);
    expect(stderr).toContain("error: Interrupted.\n");
  });

  it("never waits for an answer where there is no terminal", async () => {
    expect(await remove(["a"])).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: There is no terminal to ask "Remove a from users.json?" on: give --yes.\n',
    });
    expect(names()).toEqual(["a", "b"]);
  });

  it("removes all users that a file in any format names, after one question, and counts missing users", async () => {
    project.write("sold.csv", "name,note\na,sold\nz,never there\n");
    const { code, stderr } = await remove(["--from", "sold.csv"], { stdin: "y\n", terminal: true });
    expect(code).toBe(0);
    expect(stderr).toContain("Remove 1 from users.json (1 more in the file is not there)? [y/N]");
    expect(stderr).toContain(
      "Removed 1 from users.json (1 more in the file is not there); it takes effect with the next: npx cdktf deploy\n",
    );
    expect(names()).toEqual(["b"]);

    const { stdout } = await remove(["--from", "-", "--format", "json", "--yes", "--json"], {
      stdin: '[{"name":"b"},{"name":"b"}]',
    });
    expect(JSON.parse(stdout)).toEqual({ removed: 1, missing: 0 });
    expect(names()).toEqual([]);
  });

  it.each([
    [
      ["--from", "none.csv", "--yes"],
      '`--from` must name users of users.json, got: "z". Check the file, and the stage.',
    ],
    [
      ["--from", "bad.csv", "--yes"],
      "`bad.csv line 3: name` must be given, got: nothing. Every line names a user to remove.",
    ],
    [["a", "--from", "none.csv"], "Either NAME or --from FILE must be given, got: both."],
    [[], "Either NAME or --from FILE must be given, got: neither."],
  ])("refuses %j, and removes no user", async (argv, message) => {
    project.write("none.csv", "name\nz\n");
    project.write("bad.csv", "name,note\na,\n,lost\n");
    const { code, stderr } = await remove(argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`error: ${message}`)]);
    expect(names()).toEqual(["a", "b"]);
  });

  it("refuses a name that is not there before it asks", async () => {
    const { stderr } = await remove(["c"], { terminal: true, stdin: "y\n" });
    expect(stderr).toMatch(/^error: `NAME` must name a user, got: "c"\./);
  });
});
