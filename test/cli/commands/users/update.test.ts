import { aUser, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, tableProject } from "../../helpers/table-project";

const FULL = aUser({
  expiresAt: "2027-06-01T00:00:00Z",
  note: "hall 1",
  disabled: true,
  rotatedAt: "2026-05-01T00:00:00Z",
});

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: [aUser({ name: "other" }), FULL] });
});
afterEach(() => project.remove());

const update = (...argv: string[]) => runCli(["users", "update", ...argv], { cwd: project.folder });

describe("users update", () => {
  it.each([
    [["--group", "printers"], { ...FULL, group: "printers" }],
    [["--expires", "30d"], { ...FULL, expiresAt: "2027-01-31T00:00:00Z" }],
    [["--note", "hall 2"], { ...FULL, note: "hall 2" }],
  ])("with %j changes that and nothing else, in the user's place", async (argv, expected) => {
    expect(await update("meter-1", ...argv)).toEqual({
      code: 0,
      stdout: "",
      stderr: "Changed meter-1 in users.json; it takes effect with the next: npx cdktf deploy\n",
    });
    expect(project.users()).toEqual([aUser({ name: "other" }), expected]);
  });

  it("removes the expiry and the note", async () => {
    expect((await update("meter-1", "--expires", "never", "--note", "")).code).toBe(0);
    const { expiresAt: _, note: __, ...rest } = FULL;
    expect(project.users()[1]).toEqual(rest);
  });

  it("writes nothing if the user has all values already, and says so", async () => {
    const before = project.read("users.json");
    const { code, stdout, stderr } = await update("meter-1", "--note", "hall 1", "--group", "sensors", "--json");
    expect([code, stderr]).toEqual([0, "meter-1 has these values already in users.json.\n"]);
    expect(JSON.parse(stdout)).toMatchObject({ name: "meter-1", group: "sensors", changed: false });
    expect(stdout).not.toContain("$");
    expect(project.read("users.json")).toBe(before);
  });

  it.each([
    [["meter-1"], "One of --group, --expires and --note must be given."],
    [
      ["meter-2", "--note", "x"],
      '`NAME` must name a user, got: "meter-2". Did you mean "meter-1"? To see them: npx iot-auth users list',
    ],
    [
      ["meter-1", "--group", "sensrs"],
      '`--group` must be a group of the configuration, got: "sensrs". Did you mean "sensors"? Known: "sensors", "printers".',
    ],
    [
      ["meter-1", "--expires", "2026-01-01"],
      '`--expires` must lie in the future, got: "2026-01-01". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).',
    ],
    [["meter-1", "--note", "x".repeat(501)], "`--note` must be at most 500 characters"],
  ])("refuses %j and changes nothing", async (argv, message) => {
    const before = project.read("users.json");
    const { code, stderr } = await update(...argv);
    expect([code, stderr.slice(0, `error: ${message}`.length)]).toEqual([2, `error: ${message}`]);
    expect(project.read("users.json")).toBe(before);
  });

  it("changes a user of a table without reading other users, and reports no change where there is none", async () => {
    const table = await tableProject([FULL]);
    const run = (...argv: string[]) =>
      runCli(["users", "update", "meter-1", ...argv, "--local"], { cwd: table.folder });
    expect(await run("--group", "printers", "--expires", "never")).toMatchObject({
      code: 0,
      stderr: `Changed meter-1 in ${TABLE_LABEL}; it takes effect at the next login or refresh.\n`,
    });
    const { expiresAt: _, ...rest } = FULL;
    expect(table.users()).toEqual([{ ...rest, group: "printers" }]);
    expect((await run("--group", "printers")).stderr).toBe(`meter-1 has these values already in ${TABLE_LABEL}.\n`);
    expect(table.item("meter-1")?.version).toEqual({ N: "2" });
    expect(table.calls).not.toContain("Scan");
    await table.close();
  });
});
