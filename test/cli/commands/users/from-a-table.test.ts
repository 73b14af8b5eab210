import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { hashGeneratedSecret } from "../../../../identity/users/secret";
import { keyPair } from "../../../identity/tokens/key-pair";
import { aUser, STORED, STORED_TOO } from "../../helpers/project";
import { type RunOptions, runCli } from "../../helpers/run-cli";
import { TABLE_LABEL, type TableProject, tableProject } from "../../helpers/table-project";
import { putKey } from "../../tokens/signing-project";

let project: TableProject;
const start = async (...args: Parameters<typeof tableProject>) => {
  project = await tableProject(...args);
};
afterEach(() => project.close());

const users = (argv: readonly string[], options: Partial<RunOptions> = {}) =>
  runCli(["users", ...argv, "--local"], { cwd: project.folder, ...options });

describe("users list and show, of a table", () => {
  it("list all valid users by name, and end with an error if some are invalid", async () => {
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

  it("warn of secrets with which the duration of a refusal would reveal who exists", async () => {
    await start([aUser({ name: "a", secrets: [STORED_TOO] }), aUser({ name: "b" })]);
    expect((await users(["list"])).stderr).toBe(
      "warning: a refusal does not take as long as checking the secrets of a, so its duration may reveal that such users exist. " +
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

describe("users export, from a table", () => {
  const moved = [aUser({ name: "a", note: "attic" }), aUser({ name: "b", secrets: [hashGeneratedSecret("x")] })];

  it("writes a users file that only its owner can read, and prints no users", async () => {
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

  it("is refused while a user is invalid, since the export would lack that user", async () => {
    await start(moved);
    project.put({ name: { S: "broken" } });
    const { code, stdout, stderr } = await users(["export"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("broken.group` must be the name of a group");
  });
});

describe("other commands that look users up in a table", () => {
  it("read only the user that they are about", async () => {
    await start([aUser({ name: "00:11:62:aa:bb:cc", group: "printers" }), aUser()]);
    const commands = [
      ["explain", "--username", "meter-1"],
      ["settings", "cloudprnt", "--user", "00:11:62:aa:bb:cc"],
      ["settings", "mosquitto-bridge", "--user", "meter-1"],
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
