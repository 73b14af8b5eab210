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

  it("never waits for an answer where nobody can give one", async () => {
    expect(await remove(["a"])).toEqual({
      code: 2,
      stdout: "",
      stderr: 'error: There is no terminal to ask "Remove a from users.json?" on: give --yes.\n',
    });
    expect(names()).toEqual(["a", "b"]);
  });

  it("refuses a name that is not there before it asks", async () => {
    const { stderr } = await remove(["c"], { terminal: true, stdin: "y\n" });
    expect(stderr).toMatch(/^error: `NAME` must name a user, got: "c"\./);
  });
});
