import { aUser } from "../helpers/project";
import { runCli } from "../helpers/run-cli";
import { type SigningProject, signingProject } from "../tokens/signing-project";

let project: SigningProject;
beforeEach(() => {
  project = signingProject();
});
afterEach(() => project.remove());

const cli = (argv: readonly string[], stdin = "") => runCli(argv, { cwd: project.folder, stdin });
const saved = (name: string) => project.users().find((user) => user.name === name);

/** Adds a stage without signing, whose users log in with passwords. */
function addUnsignedStage(): void {
  const config = project.read("iot-auth.config.ts").replace(/authorizer: \{ signing: (\{[^;]+?`,\s+\} \}) \},/, "");
  const signing = /signing: (\{[\s\S]+?\n\s+\} \})/.exec(project.read("iot-auth.config.ts"))?.[1];
  project.write(
    "iot-auth.config.ts",
    config.replace("groups:", `stages: { one: { authorizer: { signing: ${signing} } }, two: {} }, groups:`),
  );
  jest.resetModules();
}

describe("users without a secret", () => {
  it("can be added if signing is on", async () => {
    expect(await cli(["users", "add", "robot-1", "--group", "sensors", "--token-only"])).toEqual({
      code: 0,
      stdout: "",
      stderr:
        "Added robot-1 to sensors in users.json. It can log in after: npx cdktf deploy\n" +
        "It needs a token: npx iot-auth token issue --user robot-1 --expires 30d\n",
    });
    expect(saved("robot-1")).toEqual({ name: "robot-1", group: "sensors", secrets: [] });
  });

  it("cannot be added with a password as well", async () => {
    const { code, stderr } = await cli(
      ["users", "add", "r", "--group", "sensors", "--token-only", "--password-stdin"],
      "x",
    );
    expect(code).toBe(2);
    expect(stderr).toContain("option '--token-only' cannot be used with option '--password-stdin'");
  });

  it("cannot be added or imported if a stack that uses the file has no signing", async () => {
    addUnsignedStage();
    const rule =
      "must be for a users file whose stacks all have authorizer.signing, got: users.json, used by fleet-two. " +
      "Without a secret no user can log in there. To set signing up: npx iot-auth keys create NAME\n";
    const before = project.read("users.json");
    const added = await cli(["users", "add", "robot-1", "--group", "sensors", "--token-only"]);
    expect([added.code, added.stderr]).toEqual([2, `error: \`--token-only\` ${rule}`]);
    project.write("backup.json", JSON.stringify({ users: [aUser({ name: "robot-2", secrets: [] })] }));
    const imported = await cli(["users", "import", "backup.json"]);
    expect([imported.code, imported.stderr]).toEqual([2, `error: \`backup.json line 1: secrets\` ${rule}`]);
    expect(project.read("users.json")).toBe(before);
  });

  it("survive an export and an import", async () => {
    const { stdout } = await cli(["users", "export", "--format", "json", "--with-hashes"]);
    project.write("users.json", '{ "users": [] }');
    project.write("backup.json", stdout);
    expect((await cli(["users", "import", "backup.json"])).code).toBe(0);
    expect(saved("token-only")).toEqual({ name: "token-only", group: "sensors", secrets: [] });
  });

  it("are shown as users without a secret", async () => {
    expect((await cli(["users", "show", "token-only"])).stdout).toMatch(/secrets +none: (signed )?tokens only\n/);
    expect((await cli(["users", "list"])).stdout).toMatch(/token-only +sensors +active +none: (signed )?tokens only/);
  });

  it("get their first secret from users rotate, which has no older secret to retire", async () => {
    const finish = await cli(["users", "rotate", "token-only", "--finish"]);
    expect(finish.stderr).toContain("must have two secrets to finish a rotation, got: none.");
    const { code, stderr } = await cli(["users", "rotate", "token-only"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^token-only.* has a secret in users.json; it works after: npx cdktf deploy\n$/m);
    expect(stderr).not.toContain("--finish");
    expect(saved("token-only")?.secrets).toHaveLength(1);
  });
});
