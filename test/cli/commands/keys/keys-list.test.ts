import { chmodSync } from "node:fs";
import { join } from "node:path";
import { git } from "../../../identity/tokens/repository";
import { testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { type SigningProject, signingProject } from "../../tokens/signing-project";

let project: SigningProject;
beforeEach(() => {
  project = signingProject();
});
afterEach(() => project.remove());

const list = (...argv: string[]) => runCli(["keys", "list", ...argv], { cwd: project.folder });

describe("keys list", () => {
  it("shows where each key is", async () => {
    const { code, stdout, stderr } = await list();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, "CREATED.............")).toBe(
      [
        "NAME   BITS  CREATED               CONFIGURED IN  PRIVATE KEY",
        "key-1  2048  CREATED.............  fleet          here",
        "key-2  2048  unknown               fleet          elsewhere",
        "",
      ].join("\n"),
    );
  });

  it("prints the same as JSON", async () => {
    const { stdout } = await list("--json");
    expect(JSON.parse(stdout)).toEqual([
      {
        name: "key-1",
        bits: 2048,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        configuredIn: ["fleet"],
        privateKeyHere: true,
        warnings: [],
      },
      { name: "key-2", bits: 2048, configuredIn: ["fleet"], privateKeyHere: false, warnings: [] },
    ]);
  });

  it("warns of a private key that git tracks, and of one that others may read", async () => {
    git(project.folder, "init", "--quiet");
    git(project.folder, "add", "keys");
    chmodSync(join(project.folder, "keys/key-1.private.pem"), 0o640);
    expect((await list()).stderr).toBe(
      "warning: git tracks keys/key-1.private.pem: anyone who can read the repository can log in as any user\n" +
        "warning: others on this machine may read keys/key-1.private.pem: chmod 600 keys/key-1.private.pem\n",
    );
  });

  it("warns of a public key that cannot be read, and lists the others", async () => {
    project.write("keys/key-1.public.pem", "nothing of use");
    const { code, stdout, stderr } = await list();
    expect(code).toBe(0);
    expect(stdout).toContain("key-1  2048");
    expect(stderr).toMatch(/^warning: `authorizer.signing.publicKeys.key-1` must be a public key in PEM form/);
  });

  it("says how to make a key where there is none", async () => {
    const empty = testProject();
    expect(await runCli(["keys", "list"], { cwd: empty.folder })).toEqual({
      code: 0,
      stdout: "",
      stderr: "No keys yet. Make one: npx iot-auth keys create NAME\n",
    });
    empty.remove();
  });
});
