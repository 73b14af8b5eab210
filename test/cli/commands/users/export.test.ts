import { aUser, STORED, STORED_TOO, type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const USERS = [
  aUser({ name: "a", note: 'says "hi", twice\nover', expiresAt: "2026-01-01T00:00:00Z" }),
  aUser({ name: "b", secrets: [STORED, STORED_TOO], disabled: true, rotatedAt: "2026-05-01T00:00:00Z" }),
];

let project: TestProject;
beforeEach(() => {
  project = testProject({ users: USERS });
});
afterEach(() => project.remove());

const exportUsers = (...argv: string[]) => runCli(["users", "export", ...argv], { cwd: project.folder });

describe("users export", () => {
  it("writes CSV without secrets", async () => {
    expect(await exportUsers()).toEqual({
      code: 0,
      stdout: [
        "name,group,expiresAt,disabled,note",
        'a,sensors,2026-01-01T00:00:00Z,,"says ""hi"", twice\nover"',
        "b,sensors,,true,",
        "",
      ].join("\n"),
      stderr: "",
    });
  });

  it("writes JSON without secrets", async () => {
    const { stdout } = await exportUsers("--format", "json");
    expect(stdout).not.toContain("$");
    expect(JSON.parse(stdout).users[1]).toEqual({
      name: "b",
      group: "sensors",
      disabled: true,
      rotatedAt: "2026-05-01T00:00:00Z",
    });
  });

  it("writes JSON that import accepts, with hashes only if asked to", async () => {
    const { stdout } = await exportUsers("--json", "--with-hashes");
    const copy = testProject();
    copy.write("backup.json", stdout);
    expect((await runCli(["users", "import", "backup.json"], { cwd: copy.folder })).code).toBe(0);
    expect(copy.users()).toEqual(USERS);
    copy.remove();
  });

  it("writes CSV that import accepts, including expired users", async () => {
    const copy = testProject();
    copy.write("users.csv", (await exportUsers()).stdout);
    expect((await runCli(["users", "import", "users.csv"], { cwd: copy.folder })).code).toBe(0);
    const without = copy.users().map(({ secrets: _, rotatedAt: __, ...user }) => user);
    expect(without).toEqual(USERS.map(({ secrets: _, rotatedAt: __, ...user }) => user));
    copy.remove();
  });

  it("writes no cell that a spreadsheet would run, and import restores every note unchanged", async () => {
    const notes = ['=HYPERLINK("http://a.example","x")', "+49 30 1", "-5 °C", "@home", "'=kept", "a;=1+1", "it's"];
    const [from, to] = [testProject({ users: notes.map((note, n) => aUser({ name: `m-${n}`, note })) }), testProject()];
    const { stdout } = await runCli(["users", "export"], { cwd: from.folder });
    for (const cell of stdout.split(/[,;\n]/)) expect(cell).not.toMatch(/^"?[=+@-]/);
    to.write("users.csv", stdout);
    expect((await runCli(["users", "import", "users.csv"], { cwd: to.folder })).code).toBe(0);
    expect(to.users().map(({ note }) => note)).toEqual(notes);
    for (const project of [from, to]) project.remove();
  });

  it("puts no hashes into CSV", async () => {
    expect(await exportUsers("--with-hashes")).toEqual({
      code: 2,
      stdout: "",
      stderr: "error: `--with-hashes` must go together with --format json, got: csv.\n",
    });
  });

  it("knows two formats", async () => {
    expect((await exportUsers("--format", "xml")).stderr).toBe(
      "error: option '--format <FORMAT>' argument 'xml' is invalid. Allowed choices are csv, json.\n" +
        "Usage: iot-auth users export [options]\nHelp:  npx iot-auth users export --help\n",
    );
  });
});
