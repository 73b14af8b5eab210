import { Verifier } from "../../../../lambda/verify/verify";
import { aUser, STORED, STORED_TOO, type TestProject, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject({
    users: [
      aUser({ name: "one", note: "kept" }),
      aUser({ name: "two", secrets: [STORED, STORED_TOO], rotatedAt: "2026-05-01T00:00:00Z" }),
    ],
  });
});
afterEach(() => project.remove());

const rotate = (argv: readonly string[], stdin?: string) =>
  runCli(["users", "rotate", ...argv], { cwd: project.folder, ...(stdin === undefined ? {} : { stdin }) });

describe("users rotate", () => {
  it("adds a second secret behind the first and prints it once", async () => {
    const { code, stdout, stderr } = await rotate(["one"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[a-z2-7]{32}\n$/);
    expect(stderr).toBe(
      "This is the only time the secret is shown.\n" +
        "one has two secrets in users.json; both work after: npx cdktf deploy\n" +
        "Once the device uses the new one: npx iot-auth users rotate one --finish\n",
    );
    const [user] = project.users();
    expect(user).toEqual({
      ...aUser({ name: "one", note: "kept" }),
      secrets: [STORED, expect.any(String)],
      rotatedAt: NOW,
    });
    expect(await new Verifier({}).verify(user?.secrets.slice(1), Buffer.from(stdout.trim()))).toBe(true);
  });

  it("takes the new password from standard input", async () => {
    const { code, stdout } = await rotate(["one", "--password-stdin", "--json"], "a new password\n");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: "one" });
    const secrets = project.users()[0]?.secrets.slice(1);
    expect(await new Verifier({}).verify(secrets, Buffer.from("a new password"))).toBe(true);
  });

  it("removes the older secret with --finish, and leaves the time of the change alone", async () => {
    expect(await rotate(["two", "--finish"])).toEqual({
      code: 0,
      stdout: "",
      stderr: "The older secret of two ends with the next: npx cdktf deploy\n",
    });
    expect(project.users()[1]).toEqual(
      aUser({ name: "two", secrets: [STORED_TOO], rotatedAt: "2026-05-01T00:00:00Z" }),
    );
  });

  it("lets the older secret end by itself with --retire-after", async () => {
    const { code, stderr } = await rotate(["one", "--retire-after", "2w"]);
    expect(code).toBe(0);
    expect(stderr).toContain(
      "The older one ends at 2027-01-15T00:00:00Z, or with: npx iot-auth users rotate one --finish\n",
    );
    expect(project.users()[0]).toMatchObject({ retireFirstAt: "2027-01-15T00:00:00Z", rotatedAt: NOW });
    const shown = await runCli(["users", "show", "one"], { cwd: project.folder });
    expect(shown.stdout).toContain("\nsecrets  2: generated, generated (first until 2027-01-15T00:00:00Z)\n");
  });

  it("adds a secret again after --retire-after has ended the older one", async () => {
    await rotate(["one", "--retire-after", "2w"]);
    const again = (now: string) => runCli(["users", "rotate", "one"], { cwd: project.folder, now });
    expect((await again("2027-01-14T23:59:59Z")).code).toBe(2);
    expect((await again("2027-01-15T00:00:00Z")).code).toBe(0);
    const [user] = project.users();
    expect(user?.secrets).toHaveLength(2);
    expect(user?.secrets).not.toContain(STORED);
    expect(user).not.toHaveProperty("retireFirstAt");
  });

  it("gives a first secret to a user without one", async () => {
    project.write("users.json", JSON.stringify({ users: [aUser({ name: "token", secrets: [] })] }));
    const { stderr } = await rotate(["token"]);
    expect(stderr).toBe(
      "This is the only time the secret is shown.\ntoken has a secret in users.json; it works after: npx cdktf deploy\n",
    );
  });

  it.each([
    [
      ["two"],
      "`two` must have one secret to begin a rotation, got: two. Retire the first one: npx iot-auth users rotate two --finish",
    ],
    [
      ["one", "--finish"],
      "`one` must have two secrets to finish a rotation, got: one. Begin one: npx iot-auth users rotate one",
    ],
    [["tow"], '`NAME` must name a user, got: "tow". Did you mean "two"? To see them: npx iot-auth users list'],
  ])("refuses %j and changes nothing", async (argv, message) => {
    const before = project.read("users.json");
    expect(await rotate(argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
    expect(project.read("users.json")).toBe(before);
  });

  it("refuses an end that has passed", async () => {
    expect((await rotate(["one", "--retire-after", "2026-12-31"])).stderr).toBe(
      'error: `--retire-after` must lie in the future, got: "2026-12-31". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).\n',
    );
  });

  it("refuses --finish together with a new secret", async () => {
    const { code, stderr } = await rotate(["two", "--finish", "--password-stdin"], "a new password");
    expect(code).toBe(2);
    expect(stderr).toContain("error: option '--finish' cannot be used with option '--password-stdin'\n");
  });
});
