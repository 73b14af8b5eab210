import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { trackedFiles } from "../../../../identity/git";
import { git } from "../../../identity/tokens/repository";
import { type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

let project: TestProject;
beforeEach(() => {
  project = testProject();
});
afterEach(() => project.remove());

const create = (...argv: string[]) => runCli(["ca", "create", ...argv], { cwd: project.folder });

describe("ca create", () => {
  it("creates a CA that AWS accepts, and prints the lines for the configuration and nothing of the key", async () => {
    const { code, stdout, stderr } = await create("factory");
    expect(code).toBe(0);
    expect(stdout).toBe(`certificates: {
  authorities: {
    "factory": { certificate: "certificates/factory.pem" },
  },
},
`);
    const certificate = new X509Certificate(project.read("certificates/factory.pem"));
    const key = project.read("certificates/factory.key");
    expect([certificate.ca, certificate.subject]).toEqual([true, "CN=factory"]);
    expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
    expect(createPrivateKey(key).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(statSync(join(project.folder, "certificates/factory.key")).mode & 0o777).toBe(0o600);
    expect(certificate.validTo).toMatch(/2036/);
    expect(stderr).toContain("Keep the key of a production CA in an HSM or AWS Private CA");
    expect(stdout + stderr).not.toContain(key.split("\n")[1]);
  });

  it("makes an RSA key on request, and prints the facts as JSON", async () => {
    const { stdout } = await create("legacy", "--key-type", "RSA-2048", "--days", "365", "--json");
    const { fingerprint256 } = new X509Certificate(project.read("certificates/legacy.pem"));
    expect(JSON.parse(stdout)).toMatchObject({
      name: "legacy",
      keyType: "RSA-2048",
      key: "certificates/legacy.key",
      fingerprint: fingerprint256,
      expires: "2028-01-01T00:00:00.000Z",
    });
    const { asymmetricKeyDetails } = createPrivateKey(project.read("certificates/legacy.key"));
    expect(asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it("writes a .gitignore beside the key, so that git tracks the certificate and not the key", async () => {
    git(project.folder, "init", "--quiet");
    expect((await create("factory")).code).toBe(0);
    git(project.folder, "add", ".");
    expect(await trackedFiles(project.folder, "certificates")).toEqual([
      "certificates/.gitignore",
      "certificates/factory.pem",
    ]);
  });

  it("writes nothing if another .gitignore makes git track the key", async () => {
    git(project.folder, "init", "--quiet");
    mkdirSync(join(project.folder, "certificates"));
    project.write("certificates/.gitignore", "*.p12\n");
    const { code, stderr } = await create("factory");
    expect([code, stderr]).toEqual([
      2,
      "error: `certificates/factory.key` must be a file that git ignores, got: " +
        '"certificates/factory.key, untracked". Write this line into .gitignore: certificates/*.key\n',
    ]);
    expect(existsSync(join(project.folder, "certificates/factory.key"))).toBe(false);
  });

  it("warns if git ignores the certificate that a configuration names", async () => {
    git(project.folder, "init", "--quiet");
    project.write(".gitignore", "*.pem\n*.key\n");
    const { stderr } = await create("factory");
    expect(stderr).toContain("warning: git ignores certificates/factory.pem");
    expect(existsSync(join(project.folder, "certificates/.gitignore"))).toBe(false);
  });

  it("warns of a CA that the configuration would refuse because it expires soon", async () => {
    expect((await create("short", "--days", "10")).stderr).toContain(
      "refuses a CA that is valid for fewer than 30 days",
    );
    expect((await create("long", "--days", "400")).stderr).not.toContain("fewer than");
  });

  it("overwrites nothing", async () => {
    await create("factory");
    const before = project.read("certificates/factory.key");
    const { code, stderr } = await create("factory");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: `NAME` must name files that do not exist yet, got: "certificates\/factory.key"\./);
    expect(project.read("certificates/factory.key")).toBe(before);
  });

  it("refuses the name of another CA of the configuration, and adds a second CA with one line", async () => {
    project.remove();
    project = testProject({
      config: `export default defineConfig({
        name: "fleet", region: "eu-west-1", groups: { sensors: device() },
        certificates: { authorities: { factory: { certificate: "elsewhere/ca.pem" } } },
      });`,
    });
    expect((await create("factory")).stderr).toContain("The configuration has a CA of that name already");
    expect((await create("second")).stdout).toBe('"second": { certificate: "certificates/second.pem" },\n');
  });

  it.each([
    [["a/b"], '`NAME` must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter, got: "a/b".'],
    [["7"], '`NAME` must be 1 to 32 of A-Z a-z 0-9 _ -, beginning with a letter, got: "7".'],
    [["a", "--days", "0"], "`--days` must be a whole number from 1 to 36500, got: 0."],
    [["a", "--days", "many"], "`--days` must be a whole number from 1 to 36500, got: NaN."],
    [["a", "--key-type", "RSA-1024"], "Allowed choices are P-256, P-384, RSA-2048"],
  ])("refuses %j", async (argv, message) => {
    const { code, stderr } = await create(...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(project.folder, "certificates"))).toBe(false);
  });
});
