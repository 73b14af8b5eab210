import { Verifier } from "../../../../lambda/verify/verify";
import { aUser, STORED } from "../../helpers/project";
import { NOW, type RunOptions, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";

const SECRET = /^[a-z2-7]{32}\n$/;

let project: TableProject;
const start = async (...args: Parameters<typeof tableProject>) => {
  project = await tableProject(...args);
};
afterEach(() => project.close());

const users = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["users", ...argv, "--local"], { cwd: project.folder, ...options });

describe("users add, to a table", () => {
  it("adds a user whose secret works without reading other users, and says when it can log in", async () => {
    await start([aUser({ name: "other" })]);
    const { code, stdout, stderr } = await users(["add", "meter-1", "--group", "sensors", "--expires", "30d"]);
    expect([code, stderr]).toEqual([
      0,
      "This is the only time the secret is shown.\n" +
        `Added meter-1 to sensors in ${TABLE_LABEL}. It can log in now, if its group is deployed.\n`,
    ]);
    expect(stdout).toMatch(SECRET);
    const [added] = project.users();
    expect(added).toEqual({
      name: "meter-1",
      group: "sensors",
      expiresAt: "2027-01-31T00:00:00Z",
      secrets: [expect.any(String)],
      rotatedAt: NOW,
    });
    expect(await new Verifier({}).verify(added?.secrets, Buffer.from(stdout.trim()))).toBe(true);
    expect(project.item("meter-1")?.version).toEqual({ N: "1" });
    expect(project.calls).not.toContain("Scan");
  });

  it("refuses a name that is there, changing nothing", async () => {
    await start([aUser()]);
    expect(await users(["add", "meter-1", "--group", "printers"])).toEqual({
      code: 2,
      stdout: "",
      stderr: `error: \`NAME\` must be different from every other user's, got: "meter-1". ${TABLE_LABEL.replace("the", "The")} has that user already. For a new secret: npx iot-auth users rotate meter-1 --local\n`,
    });
    expect(project.users()).toEqual([aUser()]);
  });

  it("lets one of twenty concurrent calls add a name", async () => {
    await start();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => users(["add", "meter-1", "--group", "sensors"])),
    );
    expect(results.map(({ code }) => code).sort()).toEqual([0, ...Array(19).fill(2)]);
    const secret = results.find(({ code }) => code === 0)?.stdout.trim() ?? "";
    expect(await new Verifier({}).verify(project.users()[0]?.secrets, Buffer.from(secret))).toBe(true);
  });

  it("refuses a password before it reads one, unless the stack says so", async () => {
    await start();
    const { code, stderr } = await users(["add", "a", "--group", "sensors", "--password-stdin"], { terminal: true });
    expect([code, stderr]).toEqual([
      2,
      `error: \`--password-stdin\` must be for a store that accepts passwords chosen by people, got: ${TABLE_LABEL}, without store.chosenPasswords. ` +
        "Leave it out for a generated secret, or set store.chosenPasswords: true and deploy: a refused login then costs as much as checking two passwords.\n",
    ]);
  });

  it("takes a password where the stack says so", async () => {
    await start([], "chosenPasswords: true");
    const { code } = await users(["add", "a", "--group", "sensors", "--password-stdin"], {
      stdin: "a good password\n",
    });
    expect(code).toBe(0);
    expect(await new Verifier({}).verify(project.users()[0]?.secrets, Buffer.from("a good password"))).toBe(true);
  });

  it.each([
    ["a group that is not defined", ["--group", "sensrs"], "`--group` must be a group of the configuration"],
    ["a user for tokens where none are asked for", ["--group", "sensors", "--token-only"], "`--token-only` must be"],
  ])("refuses %s, without a call", async (_, options, message) => {
    await start();
    const { code, stderr } = await users(["add", "a", ...options]);
    expect([code, project.calls]).toEqual([2, []]);
    expect(stderr).toContain(message);
  });

  it("says that the outcome is unknown, where no call was answered", async () => {
    await start();
    project.intercept = (operation) => (operation === "TransactWriteItems" ? "drop" : "pass");
    const { code, stdout, stderr } = await users(["add", "a", "--group", "sensors"]);
    expect([code, stdout]).toEqual([4, ""]);
    expect(stderr).toContain(
      `a may be in ${TABLE_LABEL} nevertheless. Remove it: npx iot-auth users remove a --local\n`,
    );
  });
});

describe("users rotate, disable, enable and remove, in a table", () => {
  beforeEach(() => start([aUser()]));

  it("rotate to a second secret that works at once, and finish", async () => {
    const first = await users(["rotate", "meter-1", "--retire-after", "2w"]);
    expect([first.code, first.stderr]).toEqual([
      0,
      `This is the only time the secret is shown.\nmeter-1 has two secrets in ${TABLE_LABEL}; both work now.\n` +
        "The older one ends at 2027-01-15T00:00:00Z, or with: npx iot-auth users rotate meter-1 --finish --local\n",
    ]);
    const [user] = project.users();
    expect([user?.secrets.length, user?.secrets[0], user?.retireFirstAt]).toEqual([2, STORED, "2027-01-15T00:00:00Z"]);
    expect(await new Verifier({}).verify(user?.secrets, Buffer.from(first.stdout.trim()))).toBe(true);

    expect((await users(["rotate", "meter-1"])).code).toBe(2);
    expect((await users(["rotate", "meter-1", "--finish"])).stderr).toBe(
      "The older secret of meter-1 ends at the next login or refresh.\n",
    );
    expect(project.users()[0]?.secrets).toEqual(user?.secrets.slice(1));
    expect(project.item("meter-1")?.version).toEqual({ N: "3" });
  });

  it("say when it takes effect, and whether anything changed", async () => {
    const soon = "it takes effect at the next login or refresh.";
    expect((await users(["disable", "meter-1"])).stderr).toBe(`meter-1 is disabled in ${TABLE_LABEL}; ${soon}\n`);
    expect((await users(["disable", "meter-1"])).stderr).toBe("meter-1 was disabled already.\n");
    expect(project.users()).toEqual([aUser({ disabled: true })]);
    expect((await users(["enable", "meter-1"])).stderr).toBe(`meter-1 is enabled in ${TABLE_LABEL}; ${soon}\n`);
    expect(project.users()).toEqual([aUser()]);
    expect((await users(["remove", "meter-1", "--yes"])).stderr).toBe(`Removed meter-1 from ${TABLE_LABEL}; ${soon}\n`);
    expect(project.users()).toEqual([]);
  });

  it("disable an invalid user and report its problems, and refuse to enable it", async () => {
    const item = { ...project.item("meter-1"), Disabled: { BOOL: true } };
    project.put(item);
    const { code, stderr } = await users(["disable", "meter-1"]);
    expect([code, stderr.split("\n")[0]]).toEqual([
      0,
      `meter-1 is disabled in ${TABLE_LABEL}; it takes effect at the next login or refresh.`,
    ]);
    expect(stderr).toContain(`\nwarning: \`${TABLE_LABEL}: meter-1.Disabled\` must be a known attribute`);
    expect(project.item("meter-1")).toEqual({ ...item, disabled: { BOOL: true }, version: { N: expect.any(String) } });
    expect((await users(["enable", "meter-1"])).code).toBe(2);
  });

  it("remove an invalid user", async () => {
    project.put({ name: { S: "broken" } });
    expect((await users(["remove", "broken", "--yes"])).code).toBe(0);
    expect(project.item("broken")).toBeUndefined();
  });

  it.each([["rotate"], ["rotate", "--finish"], ["disable"], ["enable"], ["remove", "--yes"], ["show"]])(
    "refuse a user that is not there: %s %s",
    async (command, ...options) => {
      expect(await users([command, "meter-2", ...options])).toEqual({
        code: 2,
        stdout: "",
        stderr: 'error: `NAME` must name a user, got: "meter-2". To see them: npx iot-auth users list --local\n',
      });
    },
  );

  it("lose nothing where two at once change the same user", async () => {
    const [rotated, ...disabled] = await Promise.all([
      users(["rotate", "meter-1"]),
      ...Array.from({ length: 19 }, () => users(["disable", "meter-1"])),
    ]);
    expect([rotated?.code, ...disabled.map(({ code }) => code)]).toEqual(Array(20).fill(0));
    expect(project.users()).toEqual([aUser({ disabled: true, secrets: [STORED, expect.any(String)], rotatedAt: NOW })]);
  });

  it("refuse a password where the stack does not say so", async () => {
    const { code, stderr } = await users(["rotate", "meter-1", "--password-stdin"], { stdin: "a good password\n" });
    expect(code).toBe(2);
    expect(stderr).toContain("`--password-stdin` must be for a store that accepts passwords");
  });
});
