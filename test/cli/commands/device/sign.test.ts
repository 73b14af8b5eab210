import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRequest } from "../../../../identity/certificates/issue";
import { authority } from "../../../identity/certificates/made";
import type { TestProject } from "../../helpers/project";
import { deviceProject, inProject, PROVISIONING } from "./device-project";

let project: TestProject;
const run = (...words: string[]) => inProject(() => project, ...words)();
const sign = inProject(() => project, "device", "sign");

async function start(certificates = ""): Promise<void> {
  project?.remove();
  project = deviceProject(certificates);
  await run("ca", "create", "factory", "--days", "400");
  await run("device", "csr", "sensor-1", "--field", "serialNumber=4711");
}
beforeEach(() => start());
afterAll(() => project.remove());

const certificateOf = (file: string) => new X509Certificate(project.read(file));

describe("device sign", () => {
  it("makes a device's certificate of the request, with a serial number and an end, and prints lines for both", async () => {
    const { code, stdout, stderr } = await sign("sensor-1");
    const [made, factory] = ["certificates/sensor-1.pem", "certificates/factory.pem"].map(certificateOf);
    expect(code).toBe(0);
    expect(stdout).toBe(`certificates: {
  authorities: {
    "factory": { certificate: "certificates/factory.pem" },
  },
  things: {
    "sensor-1": { group: "sensors", certificate: "certificates/sensor-1.pem" },
  },
},
`);
    expect([made?.ca, made?.subject.split("\n").sort()]).toEqual([false, ["CN=sensor-1", "serialNumber=4711"]]);
    expect(factory && made?.verify(factory.publicKey)).toBe(true);
    expect(made?.validTo).toMatch(/Jan {2}1 .* 2028/);
    expect(stderr).toContain(`serial number ${made?.serialNumber}, valid until 2028-01-01.`);
    expect(stderr).toContain("Keep the key of a production CA in an HSM or AWS Private CA.");
    expect(made?.serialNumber).toMatch(/^[0-7][0-9A-F]{31}$|^[0-9A-F]{1,31}$/);
  });

  it("prints lines that make the stack valid", async () => {
    const { stdout } = await sign("sensor-1");
    const config = project.read("iot-auth.config.ts").replace(/,\s*\}\);\s*$/, `, ${stdout} });`);
    project.write("merged.config.ts", config);
    const more = ["--endpoint", "abc.iot.eu-west-1.amazonaws.com", "--config", "merged.config.ts"];
    const bundle = await run("device", "bundle", "sensor-1", ...more);
    expect([bundle.code, bundle.stderr]).toEqual([0, expect.stringContaining("Everything is in")]);
  });

  it("needs no lines where the CA provisions its devices just in time, and says what a certificate lacks", async () => {
    await start(PROVISIONING);
    const { stdout, stderr } = await sign("sensor-1");
    expect([stdout, stderr]).toEqual(["", expect.stringContaining("CA factory provisions its devices just in time")]);
    await start(PROVISIONING.replace('group: "sensors"', 'group: "sensors", thingGroups: ["{stateName}"]'));
    expect((await sign("sensor-1")).stderr).toContain(
      "warning: `certificates/sensor-1.pem` must have the field {stateName}",
    );
  });

  it("says to remove the request, for which AWS would sign the same key", async () => {
    await start(
      'certificates: { authorities: { factory: { certificate: "certificates/factory.pem" } }, things: { "sensor-1": { group: "sensors", csr: "certificates/sensor-1.csr" } } },',
    );
    const { stdout, stderr } = await sign("sensor-1");
    expect(stdout).toBe('certificate: "certificates/sensor-1.pem",\n');
    expect(stderr).toContain("Remove certificates/sensor-1.csr from csr there");
  });

  it("gives a device that changes its certificate a second one, and says where the first goes", async () => {
    await start(
      'certificates: { authorities: { factory: { certificate: "certificates/factory.pem" } }, things: { "sensor-1": { group: "sensors", certificate: "certificates/sensor-1.pem" } } },',
    );
    await run("device", "csr", "sensor-1", "--as", "sensor-1-2");
    const { stdout, stderr } = await sign("sensor-1", "--as", "sensor-1-2");
    expect(stdout).toBe('certificate: ["certificates/sensor-1.pem", "certificates/sensor-1-2.pem"],\n');
    expect(stderr).toContain("When it uses the new one, move the old one into retired.");
  });

  it("overwrites nothing, and signs a request from elsewhere", async () => {
    await sign("sensor-1");
    const before = project.read("certificates/sensor-1.pem");
    expect((await sign("sensor-1")).stderr).toContain("must name files that do not exist yet");
    expect(project.read("certificates/sensor-1.pem")).toBe(before);
    project.write("theirs.csr", (await createRequest({ commonName: "sensor-2" }, "RSA-2048")).csr);
    const { code, stdout } = await sign("sensor-2", "--csr", "theirs.csr", "--days", "30", "--json");
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({
        ca: "factory",
        certificate: "certificates/sensor-2.pem",
        expires: "2027-01-31T00:00:00.000Z",
      }),
    ]);
  });

  it("refuses a request for another device and a file that is not a request, and quotes no key", async () => {
    project.write("theirs.csr", (await createRequest({ commonName: "sensor-9" }, "P-256")).csr);
    const other = await sign("sensor-2", "--csr", "theirs.csr");
    expect(other.stderr).toContain('`--csr` must ask for the common name sensor-2, got: "sensor-9".');
    const key = await sign("sensor-2", "--csr", "certificates/sensor-1.key");
    expect(key.stderr).toContain("must be a certificate signing request, not a private key");
    const certificate = await sign("sensor-2", "--csr", "certificates/factory.pem");
    expect(certificate.stderr).toContain("must hold a certificate signing request in PEM form");
    const none = await sign("sensor-2");
    expect(none.stderr).toContain("(ENOENT)");
    expect(none.stderr).toContain("npx iot-auth device csr sensor-2");
    expect([other, key, certificate, none].map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(key.stderr).not.toContain(project.read("certificates/sensor-1.key").split("\n")[1]);
    expect(existsSync(join(project.folder, "certificates/sensor-2.pem"))).toBe(false);
  });

  it.each([
    [["--days", "401"], "`--days` must be at most 400, the days that the CA's certificate is still valid"],
    [["--days", "x"], "`--days` must be a whole number"],
    [["--ca", "factroy"], '`--ca` must name a CA whose key is here, got: "factroy". Did you mean "factory"?'],
    [["--ca", "sensor-1"], "`--ca` must name a CA whose key is here"],
  ])("refuses %j", async (more, message) => {
    const { code, stderr } = await sign("sensor-1", ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(project.folder, "certificates/sensor-1.pem"))).toBe(false);
  });

  it("refuses to choose among several CAs, and prints the command that creates one if there is none", async () => {
    const { certificate, key } = await authority();
    project.write("certificates/other.pem", certificate);
    project.write("certificates/other.key", key);
    expect((await sign("sensor-1")).stderr).toContain(
      "must name one of the CAs here, got: nothing. The CAs are factory, other.",
    );
    project.remove();
    project = deviceProject();
    await run("device", "csr", "sensor-1");
    expect((await sign("sensor-1")).stderr).toContain("npx iot-auth ca create NAME");
  });
});
