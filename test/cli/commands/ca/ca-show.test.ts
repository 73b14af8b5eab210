import { X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { authority, deviceOf } from "../../../identity/certificates/made";
import { type TestProject, testProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";

const CONFIG = `export default defineConfig({
  name: "fleet", region: "eu-west-1",
  groups: { sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"] } },
  certificates: { authorities: {
    factory: { certificate: "certificates/factory.pem", provision: { group: "sensors" } },
    old: { certificate: "old.pem", active: false },
  } },
});`;

let project: TestProject;
beforeEach(() => {
  project = testProject({ config: CONFIG });
  mkdirSync(join(project.folder, "certificates"));
});
afterEach(() => project.remove());

const show = (...argv: string[]) =>
  runCli(["ca", "show", ...argv], { cwd: project.folder, now: new Date().toISOString() });

async function threeAuthorities(): Promise<void> {
  const [factory, old, spare] = [await authority(), await authority(10), await authority()];
  project.write("certificates/factory.pem", factory.certificate);
  project.write("certificates/factory.key", factory.key);
  project.write("old.pem", old.certificate);
  project.write("certificates/spare.pem", spare.certificate);
  project.write("certificates/sensor-1.pem", (await deviceOf(factory, { commonName: "sensor-1" })).certificate);
}

describe("ca show", () => {
  it("lists the CAs of the configuration and of the folder without devices, and warns of those that expire soon", async () => {
    await threeAuthorities();
    const { code, stdout, stderr } = await show();
    expect(code).toBe(0);
    expect(stdout.replaceAll(/\d{4}-\d\d-\d\d/g, "DAY")).toBe(
      `NAME     EXPIRES     MODE      KEY        CONFIGURED IN
factory  DAY  SNI_ONLY  here       fleet
old      DAY  SNI_ONLY  elsewhere  fleet
spare    DAY  none      elsewhere  none
`,
    );
    expect(stderr).toMatch(/^warning: `certificates.authorities.old.certificate` must be valid for 30 days or more/);
  });

  it("shows one CA, and what happens to its new devices", async () => {
    await threeAuthorities();
    const { fingerprint256 } = new X509Certificate(project.read("certificates/factory.pem"));
    const { stdout } = await show("factory");
    expect(stdout).toContain("subject        CN=factory CA\n");
    expect(stdout).toContain(`SHA-256        ${fingerprint256}\n`);
    expect(stdout).toContain("  new devices  provisioned just in time, in the group sensors\n");
    expect((await show("old")).stdout).toContain("  active       no: its devices are refused\n");
    expect((await show("spare")).stdout).toContain("stack          none: no device of it can log in\n");
  });

  it("prints CAs and their problems as JSON", async () => {
    await threeAuthorities();
    const views = JSON.parse((await show("--json")).stdout);
    expect(views.map(({ name, problems }: { name: string; problems: [] }) => [name, problems.length])).toEqual([
      ["factory", 0],
      ["old", 1],
      ["spare", 0],
    ]);
    const configured = [
      { stackName: "fleet", mode: "SNI_ONLY", active: true, autoRegistration: true, group: "sensors" },
    ];
    expect(views[0]).toMatchObject({ keyHere: true, configured });
  });

  it("suggests the nearest name for an unknown CA", async () => {
    await threeAuthorities();
    const { code, stderr } = await show("factroy");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('must name a CA, got: "factroy". Did you mean "factory"?'),
    ]);
  });

  it("names a missing file of the configuration, and quotes no key that is in its place", async () => {
    const { key } = await authority();
    project.write("certificates/factory.pem", key);
    const { code, stdout, stderr } = await show();
    expect(code).toBe(0);
    expect(stderr).toContain("must be a certificate, not a private key");
    expect(stderr).toContain("must be a file that can be read, got: old.pem (ENOENT)");
    expect(stdout + stderr).not.toContain(key.split("\n")[1]);
  });

  it("prints the command that creates the first CA", async () => {
    project.remove();
    project = testProject();
    const { stdout, stderr } = await show();
    expect([stdout, stderr]).toEqual(["", "No CAs yet. To create one for trials: npx iot-auth ca create NAME\n"]);
  });
});
