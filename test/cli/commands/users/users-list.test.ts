import { aUser, STORED, STORED_TOO, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const MOSQUITTO = `$pbkdf2-sha512$i=101$${"A".repeat(16)}$${"B".repeat(86)}`;
const USERS = [
  aUser({ name: "meter-1", rotatedAt: "2026-05-01T00:00:00Z", note: "attic\u001b[2J" }),
  aUser({ name: "meter-2", secrets: [STORED_TOO, STORED], expiresAt: "2027-06-01T00:00:00Z" }),
  aUser({
    name: "printer-1",
    group: "printers",
    secrets: [MOSQUITTO],
    disabled: true,
    expiresAt: "2028-01-01T00:00:00Z",
  }),
  aUser({ name: "printer-2", group: "printers", expiresAt: "2026-12-31T23:59:59Z" }),
];

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: USERS });
});
afterEach(() => project.remove());

const list = (...argv: string[]) => runCli(["users", "list", ...argv], { cwd: project.folder });

describe("users list", () => {
  it("shows groups, states, kinds of secrets and last changes, and makes control characters in notes visible", async () => {
    const { code, stdout, stderr } = await list();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n")).toEqual([
      "NAME       GROUP     STATE                                   SECRETS                 CHANGED               NOTE",
      "meter-1    sensors   active                                  1: generated            2026-05-01T00:00:00Z  attic\\u{1b}[2J",
      "meter-2    sensors   active until 2027-06-01T00:00:00Z       2: password, generated  unknown",
      "printer-1  printers  disabled, expires 2028-01-01T00:00:00Z  1: mosquitto            unknown",
      "printer-2  printers  expired 2026-12-31T23:59:59Z            1: generated            unknown",
      "",
    ]);
  });

  it("gives the same as JSON", async () => {
    const users = JSON.parse((await list("--json")).stdout);
    expect(users[1]).toEqual({
      name: "meter-2",
      group: "sensors",
      state: "active",
      secrets: ["password", "generated"],
      expiresAt: "2027-06-01T00:00:00Z",
    });
    expect(users.map((user: { state: string }) => user.state)).toEqual(["active", "active", "disabled", "expired"]);
  });

  it.each([[[]], [["--json"]]])("never shows a hash, with %j", async (argv) => {
    const { stdout } = await list(...argv);
    expect(stdout).toContain("meter-1");
    expect(stdout).not.toContain("$");
    expect(stdout).not.toContain("BBBB");
  });

  it("shows one group only when asked to", async () => {
    const { stdout } = await list("--group", "printers");
    expect(stdout).toContain("printer-1");
    expect(stdout).not.toContain("meter");
    expect(await list("--group", "printer")).toEqual({
      code: 2,
      stdout: "",
      stderr:
        'error: `--group` must be a group of the configuration, got: "printer". Did you mean "printers"? Known: "sensors", "printers".\n',
    });
  });

  it("says that a group is empty where other groups are not", async () => {
    project.remove();
    project = testProject({ users: [aUser({ name: "only", group: "sensors" })] });
    expect(await list("--group", "printers")).toEqual({
      code: 0,
      stdout: "",
      stderr: "No user is in the group printers. Add one: npx iot-auth users add NAME --group printers\n",
    });
  });

  it("says how to begin where there is no user yet", async () => {
    project.remove();
    project = testProject();
    expect(await list()).toEqual({
      code: 0,
      stdout: "",
      stderr: "No users yet. Add one: npx iot-auth users add NAME --group GROUP\n",
    });
    expect((await list("--json")).stdout).toBe("[]\n");
  });
});
