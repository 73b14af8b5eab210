import { sha256 } from "../../../../lambda/verify/sha256";
import { parsePhc, Verifier } from "../../../../lambda/verify/verify";
import { aUser, type TestProject, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const add = (argv: readonly string[], options: { stdin?: string | Buffer; terminal?: boolean } = {}) =>
  runCli(["users", "add", ...argv], { cwd: project.folder, ...options });

describe("users add", () => {
  it("prints the generated secret alone on standard output, and stores its hash only", async () => {
    const { code, stdout, stderr } = await add(["meter-1", "--group", "sensors"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^[a-z2-7]{32}\n$/);
    const secret = stdout.trim();
    const [user] = project.users();
    expect(user).toEqual({ name: "meter-1", group: "sensors", secrets: [expect.any(String)], rotatedAt: NOW });
    expect(matches(user?.secrets[0], secret)).toBe(true);
    expect(`${stderr}${project.read("users.json")}`).not.toContain(secret);
    expect(stderr).toBe(
      "This is the only time the secret is shown.\n" +
        "Added meter-1 to sensors in users.json. It can log in after: npx cdktf deploy\n",
    );
  });

  it("gives the secret with --json too, once", async () => {
    const { stdout, stderr } = await add([
      "meter-1",
      "--group",
      "sensors",
      "--expires",
      "30d",
      "--note",
      "attic",
      "--json",
    ]);
    const result = JSON.parse(stdout);
    expect(result).toEqual({
      name: "meter-1",
      group: "sensors",
      expiresAt: "2027-01-31T00:00:00Z",
      note: "attic",
      secret: expect.stringMatching(/^[a-z2-7]{32}$/),
    });
    expect(stdout.split(result.secret)).toHaveLength(2);
    expect(stderr).not.toContain(result.secret);
  });

  it("takes a password in any UTF-8 from standard input without its last newline, and prints nothing of it", async () => {
    const { code, stdout, stderr } = await add(["meter-1", "--group", "sensors", "--password-stdin"], {
      stdin: "grüße 漢字 und 🔑\n",
    });
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toBe("Added meter-1 to sensors in users.json. It can log in after: npx cdktf deploy\n");
    const [user] = project.users();
    expect(user?.secrets[0]).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
    expect(await new Verifier({}).verify(user?.secrets, Buffer.from("grüße 漢字 und 🔑"))).toBe(true);
  });

  it("cuts one newline only, of either kind", async () => {
    await add(["a", "--group", "sensors", "--password-stdin"], { stdin: "long enough\n\r\n" });
    expect(await new Verifier({}).verify(project.users()[0]?.secrets, Buffer.from("long enough\n"))).toBe(true);
  });

  it("recommends 12 characters to a person who chose fewer", async () => {
    const { code, stderr } = await add(["a", "--group", "sensors", "--password-stdin"], { stdin: "ninechars" });
    expect(code).toBe(0);
    expect(stderr).toContain("The password is short; 12 characters or more are recommended.\n");
  });

  it.each([
    [
      "empty",
      "\n",
      "`--password-stdin` must be at least 8 characters, better 12, got: nothing. Choose a longer one, or leave it out for a generated secret.",
    ],
    [
      "of 7 characters",
      "sieben7",
      "`--password-stdin` must be at least 8 characters, better 12, got: 7 (not shown). Choose a longer one, or leave it out for a generated secret.",
    ],
    [
      "not UTF-8",
      Buffer.from("ffffffffffffffffffff", "hex"),
      "`--password-stdin` must be UTF-8, got: 10 bytes (not shown). Devices send passwords as UTF-8.",
    ],
  ])("refuses a password that is %s", async (_, stdin, message) => {
    const result = await add(["a", "--group", "sensors", "--password-stdin"], { stdin });
    expect(result).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
    expect(() => project.users()).toThrow("ENOENT");
  });

  it("does not read a password from a terminal, which would show it", async () => {
    const { code, stderr } = await add(["a", "--group", "sensors", "--password-stdin"], { terminal: true });
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: `--password-stdin` must read from a pipe or a file, got: a terminal, which would show the password. " +
        "Write it like: pass show printer-7 | npx iot-auth users add printer-7 --group GROUP --password-stdin\n",
    );
  });

  it.each([
    [
      ["a/b", "--group", "sensors"],
      '`NAME` must be 1 to 128 of A-Z a-z 0-9 . _ : @ -, starting with a letter or digit, got: "a/b". Rename the user.',
    ],
    [
      ["a", "--group", "sensrs"],
      '`--group` must be a group of the configuration, got: "sensrs". Did you mean "sensors"? Known: "sensors", "printers".',
    ],
    [
      ["a", "--group", "sensors", "--expires", "2026-12-31"],
      '`--expires` must lie in the future, got: "2026-12-31". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).',
    ],
    [
      ["a", "--group", "sensors", "--expires", "soon"],
      '`--expires` must be a date, a time in UTC or a duration, got: "soon". Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).',
    ],
    [
      ["a", "--group", "sensors", "--note", "x".repeat(501)],
      `\`--note\` must be at most 500 characters, got: "${"x".repeat(79)}… (503 characters). Shorten it.`,
    ],
  ])("refuses %j", async (argv, message) => {
    expect(await add(argv)).toEqual({ code: 2, stdout: "", stderr: `error: ${message}\n` });
  });

  it("reports everything that is wrong at once", async () => {
    const { stderr } = await add(["a/b", "--group", "x"]);
    expect(stderr.split("\n")).toHaveLength(3);
  });

  it("refuses a name that is taken, before it reads a password", async () => {
    project.remove();
    project = testProject({ users: [aUser({ name: "a" })] });
    const before = project.read("users.json");
    const { code, stdout, stderr } = await add(["a", "--group", "sensors", "--password-stdin"], { stdin: "" });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      'error: `NAME` must be different from every other user\'s, got: "a". ' +
        "users.json has that user already. For a new secret: npx iot-auth users rotate a\n",
    );
    expect(project.read("users.json")).toBe(before);
  });

  it("wants a group and a name", async () => {
    expect((await add(["a"])).stderr).toBe(
      "error: required option '--group <GROUP>' not specified\n" +
        "Usage: iot-auth users add [options] <NAME>\nHelp:  npx iot-auth users add --help\n",
    );
    expect((await add(["--group", "sensors"])).stderr).toContain("error: missing required argument 'NAME'\n");
    expect((await add(["a", "b", "--group", "sensors"])).stderr).toContain(
      "error: too many arguments for 'add'. Expected 1 argument but got 2.\n",
    );
  });

  it("writes to the users file that all stages share, if each of them has the group", async () => {
    project.remove();
    project = testProject({
      config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() },
        stages: { dev: { groups: { testers: device() } }, prod: {} } });`,
    });
    expect((await add(["a", "--group", "sensors"])).code).toBe(0);
    const { code, stderr } = await add(["b", "--group", "testers"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'error: `--group` must be a group in every stage that shares users.json, got: "testers". ' +
        "Define it for prod as well, or give that stage its own users file (store.file).\n",
    );
  });

  it("asks for a stage if each stage has its own users file", async () => {
    project.remove();
    project = testProject({
      config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() },
        stages: { dev: { store: { type: "bundled", file: "dev.json" } }, prod: {} } });`,
    });
    const { code, stderr } = await add(["a", "--group", "sensors"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error: `--stage` must name one of the configuration's stages, got: nothing. There are several: dev, prod.\n",
    );
    expect((await add(["a", "--group", "sensors", "--stage", "dev"])).stderr).toContain(
      "Added a to sensors in dev.json.",
    );
  });
});

function matches(stored: string | undefined, secret: string): boolean {
  const phc = parsePhc(stored ?? "");
  return phc !== undefined && sha256(Buffer.from(secret), phc.salt).equals(phc.hash);
}
