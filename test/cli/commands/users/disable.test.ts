import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "on" }), aUser({ name: "off", disabled: true })] });
});
afterEach(() => project.remove());

const run = (...argv: string[]) => runCli(["users", ...argv], { cwd: project.folder });

describe("users disable", () => {
  it("refuses the user's logins from the next deployment on, and keeps the secrets", async () => {
    expect(await run("disable", "on")).toEqual({
      code: 0,
      stdout: "",
      stderr: "on is disabled in users.json; it takes effect with the next: npx cdktf deploy\n",
    });
    expect(project.users()[0]).toEqual(aUser({ name: "on", disabled: true }));
  });

  it("may be repeated", async () => {
    const { code, stdout, stderr } = await run("disable", "off", "--json");
    expect([code, stderr]).toEqual([0, "off was disabled already.\n"]);
    expect(JSON.parse(stdout)).toEqual({ name: "off", disabled: true, changed: false });
  });
});

describe("users enable", () => {
  it("undoes disable, leaving no trace in the file", async () => {
    const { code, stdout } = await run("enable", "off", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: "off", disabled: false, changed: true });
    expect(project.users()[1]).toEqual(aUser({ name: "off" }));
  });

  it("refuses a name that is not there", async () => {
    expect((await run("enable", "offf")).stderr).toBe(
      'error: `NAME` must name a user, got: "offf". Did you mean "off"? To see them: npx iot-auth users list\n',
    );
  });
});
