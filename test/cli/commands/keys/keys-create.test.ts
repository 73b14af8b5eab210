import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { git } from "../../../identity/tokens/repository";
import { type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { signingProject } from "../../tokens/signing-project";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const create = (...argv: string[]) => runCli(["keys", "create", ...argv, "--bits", "2048"], { cwd: project.folder });

describe("keys create", () => {
  it("makes a key and prints the lines that put it into the configuration, and nothing of its private half", async () => {
    const { code, stdout, stderr } = await create("key-1");
    expect(code).toBe(0);
    expect(stdout).toBe(`authorizer: {
  // merge into the authorizer that is there, if one is
  signing: {
    tokenKeyName: "token",
    publicKeys: {
      "key-1": "keys/key-1.public.pem",
    },
  },
},
`);
    expect(stderr).toBe(
      "The private key is in keys/key-1.private.pem. Keep it secret and keep a backup: there is no other copy.\n" +
        "Merge the lines into authorizer of iot-auth.config.ts, then: npx cdktf deploy\n",
    );
    expect(statSync(join(project.folder, "keys/key-1.private.pem")).mode & 0o777).toBe(0o600);
    const privateLine = project.read("keys/key-1.private.pem").split("\n")[1] ?? "";
    expect(privateLine).toHaveLength(64);
    expect(stdout + stderr).not.toContain(privateLine);
  });

  it("prints everything except the private key as JSON", async () => {
    const { stdout } = await create("key-1", "--json");
    const publicKey = project.read("keys/key-1.public.pem");
    expect(JSON.parse(stdout)).toEqual({
      name: "key-1",
      bits: 2048,
      privateFile: "keys/key-1.private.pem",
      publicFile: "keys/key-1.public.pem",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      publicKey,
      configuration: "keys/key-1.public.pem",
    });
  });

  it("prints the key itself where git ignores its file, which other checkouts would lack", async () => {
    git(project.folder, "init", "--quiet");
    project.write(".gitignore", "keys/\n");
    const { code, stdout } = await create("key-1");
    expect(code).toBe(0);
    const pem = project.read("keys/key-1.public.pem").trim();
    expect(stdout).toContain(`"key-1": \`\n        -----BEGIN PUBLIC KEY-----\n`);
    expect(stdout.replaceAll(/^ +/gm, "")).toContain(`\`\n${pem}\n\`,`);
  });

  it.each([
    ["a path", ""],
    ["PEM text", "keys/\n"],
  ])("prints %s that works when it is pasted", async (_, gitignore) => {
    git(project.folder, "init", "--quiet");
    project.write(".gitignore", `${gitignore}*.private.pem\n`);
    const { stdout } = await create("key-1");
    const pasted = testProject({
      config: `export default defineConfig({ name: "fleet", region: "eu-west-1", groups: { sensors: device() }, ${stdout} });`,
    });
    project.write("iot-auth.config.ts", pasted.read("iot-auth.config.ts"));
    pasted.remove();
    jest.resetModules();
    const list = await runCli(["keys", "list", "--json"], { cwd: project.folder });
    expect(list.stderr).toBe("");
    expect(JSON.parse(list.stdout)).toMatchObject([{ name: "key-1", configuredIn: ["fleet"], warnings: [] }]);
  });

  it("writes nothing that git would track", async () => {
    git(project.folder, "init", "--quiet");
    const { code, stderr } = await create("key-1");
    expect([code, stderr]).toEqual([
      2,
      'error: `keys/key-1.private.pem` must be a file that git ignores, got: "keys/key-1.private.pem, untracked". ' +
        "Write this line into .gitignore: *.private.pem\n",
    ]);
    expect(existsSync(join(project.folder, "keys"))).toBe(false);
  });

  it("overwrites nothing", async () => {
    await create("key-1");
    const before = project.read("keys/key-1.private.pem");
    const { code, stderr } = await create("key-1");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: `NAME` must be the name of a new key, got: "keys\/key-1.private.pem"\./);
    expect(project.read("keys/key-1.private.pem")).toBe(before);
  });

  it.each([
    [["a/b"], '`NAME` must be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with - and not __proto__, got: "a/b".'],
    [
      ["__proto__"],
      '`NAME` must be 1 to 64 of A-Z a-z 0-9 _ -, not beginning with - and not __proto__, got: "__proto__".',
    ],
    [["key-1", "--bits", "1024"], "`--bits` must be a whole number from 2048 to 4096, got: 1024."],
    [["key-1", "--bits", "many"], "`--bits` must be a whole number from 2048 to 4096, got: NaN."],
  ])("refuses %j", async (argv, message) => {
    const { code, stderr } = await runCli(["keys", "create", ...argv], { cwd: project.folder });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("keys create, where signing is on", () => {
  beforeEach(() => {
    project.remove();
    project = signingProject();
  });

  it("prints the one line that adds a key", async () => {
    const { stdout, stderr } = await create("key-3");
    expect(stdout).toBe('"key-3": "keys/key-3.public.pem",\n');
    expect(stderr).toContain(
      "Merge the lines into authorizer.signing.publicKeys of iot-auth.config.ts, then: npx cdktf deploy\n",
    );
  });

  it("refuses the name of a key that is in the configuration, even without its files", async () => {
    const { code, stderr } = await create("key-2");
    expect(code).toBe(2);
    expect(stderr).toContain("The configuration has a key of that name already");
  });
});
