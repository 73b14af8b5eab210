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
        "Once the device uses the new one: iot-auth users rotate one --finish\n",
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

  it.each([
    [
      ["two"],
      "`two` must have one secret to begin a rotation, got: two. Retire the first one: iot-auth users rotate two --finish",
    ],
    [
      ["one", "--finish"],
      "`one` must have two secrets to finish a rotation, got: one. Begin one: iot-auth users rotate one",
    ],
    [["tow"], '`NAME` must name a user, got: "tow". Did you mean "two"? iot-auth users list shows them.'],
  ])("refuses %j and changes nothing", async (argv, message) => {
    const before = project.read("users.json");
    expect(await rotate(argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
    expect(project.read("users.json")).toBe(before);
  });

  it("does not finish and begin at once", async () => {
    const { code, stderr } = await rotate(["two", "--finish", "--password-stdin"], "a new password");
    expect(code).toBe(2);
    expect(stderr).toContain("error: option '--finish' cannot be used with option '--password-stdin'\n");
  });
});
