import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashGeneratedSecret } from "../../../../identity/users/secret";
import { Verifier } from "../../../../lambda/verify/verify";
import { keyPair } from "../../../identity/tokens/key-pair";
import { aUser, STORED, STORED_TOO } from "../../helpers/project";
import { NOW, type RunOptions, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";
import { putKey } from "../../tokens/signing-project";

const SECRET = /^[a-z2-7]{32}\n$/;

let project: TableProject;
const start = async (...args: Parameters<typeof tableProject>) => {
  project = await tableProject(...args);
};
afterEach(() => project.close());

const users = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["users", ...argv, "--local"], { cwd: project.folder, ...options });

describe("users add, to a table", () => {
  it("adds one whose secret works, reading no other user, and says when it can log in", async () => {
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

  it("lets one of twenty at once have a name", async () => {
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
      `error: \`--password-stdin\` must be for a store that takes passwords chosen by people, got: ${TABLE_LABEL}, without store.chosenPasswords. ` +
        "Leave it out for a generated secret, or set store.chosenPasswords: true and deploy: refused logins then cost as much as checking two passwords.\n",
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

describe("users list and show, of a table", () => {
  it("list all by name, the others too where some are not in order, and end with an error then", async () => {
    await start([aUser({ name: "b", note: "attic" }), aUser({ name: "a", disabled: true })]);
    project.put({ name: { S: "broken" }, group: { N: "1" }, secrets: { L: [{ S: STORED }] } });
    const { code, stdout, stderr } = await users(["list"]);
    expect([code, stderr]).toEqual([
      2,
      `error: \`${TABLE_LABEL}: broken.group\` must be of the type String (S), got: N. Change its type in DynamoDB's console.\n`,
    ]);
    expect(stdout.split("\n").map((line) => line.split(/ {2,}/))).toEqual([
      ["NAME", "GROUP", "STATE", "SECRETS", "CHANGED", "NOTE"],
      ["a", "sensors", "disabled", "1: generated", "unknown"],
      ["b", "sensors", "active", "1: generated", "unknown", "attic"],
      [""],
    ]);
  });

  it("say so of an empty table", async () => {
    await start();
    expect((await users(["list"])).stderr).toBe(
      "No users yet. Add one: npx iot-auth users add NAME --group GROUP --local\n",
    );
  });

  it("warn of secrets that would show by a refusal's duration who exists", async () => {
    await start([aUser({ name: "a", secrets: [STORED_TOO] }), aUser({ name: "b" })]);
    expect((await users(["list"])).stderr).toBe(
      "warning: refusals do not take as long as checking the secrets of a, so their duration may tell that such users exist. " +
        "Rotate to generated secrets, or for passwords set store.chosenPasswords: true and deploy.\n",
    );
  });

  it("show one user, or which attribute of it is wrong", async () => {
    await start([aUser()]);
    project.put({ name: { S: "broken" }, secrets: { L: [] } });
    expect((await users(["show", "meter-1"])).stdout).toContain("group    sensors\n");
    expect((await users(["show", "broken"])).stderr).toContain("broken.group` must be the name of a group");
    expect(project.calls).not.toContain("Scan");
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

  it("disable a user that is not in order, and say what is wrong besides; enabling it is refused", async () => {
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

  it("remove a user that is not in order", async () => {
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
    expect(stderr).toContain("`--password-stdin` must be for a store that takes passwords");
  });
});

describe("users export, from a table", () => {
  const moved = [aUser({ name: "a", note: "attic" }), aUser({ name: "b", secrets: [hashGeneratedSecret("x")] })];

  it("writes a users file for its owner alone, and prints nothing of it", async () => {
    await start(moved);
    const { code, stdout, stderr } = await users(["export", "--users-file", "users.json"]);
    expect([code, stdout, stderr]).toEqual([0, "", `Wrote 2 from ${TABLE_LABEL} to users.json.\n`]);
    expect(JSON.parse(project.read("users.json"))).toEqual({ $schema: "./schemas/users.schema.json", users: moved });
    expect(statSync(join(project.folder, "users.json")).mode & 0o777).toBe(0o600);
  });

  it("overwrites no file", async () => {
    await start(moved);
    project.write("users.json", "mine");
    const { code, stderr } = await users(["export", "--users-file", "users.json"]);
    expect([code, project.read("users.json")]).toEqual([2, "mine"]);
    expect(stderr).toContain("`--users-file` must name a file that does not exist yet");
  });

  it("shows no hash unless asked to", async () => {
    await start(moved);
    expect((await users(["export"])).stdout).toBe(
      "name,group,expiresAt,disabled,note\na,sensors,,,attic\nb,sensors,,,\n",
    );
    expect((await users(["export", "--format", "json"])).stdout).not.toContain("$sha256");
    expect((await users(["export", "--format", "json", "--with-hashes"])).stdout).toContain(STORED);
  });

  it("is refused as long as a user is not in order, which it would lack", async () => {
    await start(moved);
    project.put({ name: { S: "broken" } });
    const { code, stdout, stderr } = await users(["export"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("broken.group` must be the name of a group");
  });
});

describe("other commands that look users up in a table", () => {
  it("read the one user they are about", async () => {
    await start([aUser({ name: "00:11:62:aa:bb:cc", group: "printers" }), aUser()]);
    const commands = [
      ["explain", "--username", "meter-1"],
      ["settings", "cloudprnt", "--user", "00:11:62:aa:bb:cc", "--endpoint", "x.iot.eu-west-1.amazonaws.com"],
      ["settings", "mosquitto-bridge", "--user", "meter-1", "--endpoint", "x.iot.eu-west-1.amazonaws.com"],
    ];
    for (const argv of commands) {
      expect(await runCli([...argv, "--local"], { cwd: project.folder })).toMatchObject({ code: 0 });
    }
    expect(project.calls).toEqual(Array(3).fill("GetItem"));
  });

  it("issue and verify tokens for those in it", async () => {
    const signing =
      'authorizer: { signing: { tokenKeyName: "token", publicKeys: { "key-1": "keys/key-1.public.pem" } } },';
    await start([aUser({ secrets: [] })], "", signing);
    mkdirSync(join(project.folder, "keys"));
    putKey(project, "key-1", keyPair());
    const token = (argv: readonly string[], stdin = "") =>
      runCli(["token", ...argv, "--local"], { cwd: project.folder, stdin });

    const issued = await token(["issue", "--user", "meter-1", "--expires", "30d", "--json"]);
    expect((await token(["verify"], issued.stdout)).stdout).toMatch(/^valid: meter-1/);
    await users(["disable", "meter-1"]);
    expect((await token(["verify"], issued.stdout)).stdout).toMatch(/^refused: User meter-1 is disabled/);
    await users(["remove", "meter-1", "--yes"]);
    expect((await token(["verify"], issued.stdout)).stdout).toMatch(/^refused: There is no user meter-1/);
    expect((await token(["issue", "--user", "meter-1", "--expires", "30d"])).stderr).toContain("must name a user");
  });

  it("need a running stand-in for --local", async () => {
    await start();
    await project.withdraw();
    const { code, stderr } = await users(["list"]);
    expect([code, stderr]).toEqual([
      3,
      "error: No stand-in serves stack fleet. Start one in another terminal: npx iot-auth local\n",
    ]);
  });
});
