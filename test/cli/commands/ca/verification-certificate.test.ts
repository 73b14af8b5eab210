import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { certificatesSchema } from "../../../../config/certificates/certificates-schema";
import { loadCertificates } from "../../../../identity/certificates/load-certificates";
import { authority, deviceOf } from "../../../identity/certificates/made";
import { type TestProject, testProject } from "../../helpers/project";
import { NOW, runCli } from "../../helpers/run-cli";

const CODE = "3d6f0a9c".repeat(8);

let project: TestProject;
beforeEach(async () => {
  project = testProject();
  await runCli(["ca", "create", "factory", "--days", "400"], { cwd: project.folder });
});
afterEach(() => project.remove());

const prove = (name: string, code: string, ...more: string[]) =>
  runCli(["ca", "verification-certificate", name, "--registration-code", code, ...more], { cwd: project.folder });

describe("ca verification-certificate", () => {
  it("signs the registration code, and prints a line that a configuration accepts", async () => {
    const { code, stdout, stderr } = await prove("factory", CODE);
    expect([code, stderr]).toEqual([0, expect.stringContaining("certificates/factory.verification.pem")]);
    const certificate = new X509Certificate(project.read("certificates/factory.verification.pem"));
    expect(certificate.subject).toBe(`CN=${CODE}`);
    const authorities = new Function(`return { ${stdout} }`)();
    const loaded = await loadCertificates(certificatesSchema.parse({ authorities }), project.folder, Date.parse(NOW));
    expect(loaded.problems).toEqual([]);
    expect(loaded.authorities.factory).toMatchObject({ mode: "DEFAULT", verificationPem: certificate.toString() });
  });

  it("overwrites nothing", async () => {
    await prove("factory", CODE);
    const before = project.read("certificates/factory.verification.pem");
    const { code, stderr } = await prove("factory", CODE);
    expect([code, stderr]).toEqual([2, expect.stringContaining("must name files that do not exist yet")]);
    expect(project.read("certificates/factory.verification.pem")).toBe(before);
  });

  it.each([
    ["factroy", CODE, [], 'must name a CA whose key is here, got: "factroy". Did you mean "factory"?'],
    ["factory", "abc", [], "`--registration-code` must be the account's registration code, 64 hexadecimal digits"],
    [
      "factory",
      CODE,
      ["--days", "401"],
      "`--days` must be at most 400, the days that the CA's certificate is still valid",
    ],
  ])("refuses %s with the code %s and %j", async (name, registrationCode, more, message) => {
    const { code, stderr } = await prove(name, registrationCode, ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(project.folder, "certificates/factory.verification.pem"))).toBe(false);
  });

  it("refuses a CA's certificate with the key of another, and a device's certificate, and quotes no key", async () => {
    const other = await authority();
    project.write("certificates/factory.key", other.key);
    const wrongKey = await prove("factory", CODE);
    expect(wrongKey.stderr).toContain("`certificates/factory.key` must be the key of the CA's certificate");
    const device = await deviceOf(other, { commonName: "sensor-1" });
    project.write("certificates/factory.pem", device.certificate);
    const noAuthority = await prove("factory", CODE);
    expect(noAuthority.stderr).toContain("must name a CA (basicConstraints CA:TRUE)");
    project.write("certificates/factory.pem", other.key);
    const key = await prove("factory", CODE);
    expect(key.stderr).toContain("must be a certificate, not a private key");
    expect([wrongKey, noAuthority, key].map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(key.stderr).not.toContain(other.key.split("\n")[1]);
  });
});
