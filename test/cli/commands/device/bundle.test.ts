import { X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createRequest, signRequest } from "../../../../identity/certificates/issue";
import { trackedFiles } from "../../../../identity/git";
import { authority, deviceOf } from "../../../identity/certificates/made";
import { git } from "../../../identity/tokens/repository";
import type { TestProject } from "../../helpers/project";
import { deviceProject, inProject } from "./device-project";

const HOST = "abc-ats.iot.eu-west-1.amazonaws.com";
const CONFIG = `certificates: {
  authorities: { factory: { certificate: "certificates/factory.pem", provision: { group: "sensors" } }, strict: { certificate: "certificates/strict.pem" } },
  things: { "sensor-1": { group: "sensors", certificate: "certificates/sensor-1.pem" }, signed: { group: "sensors", csr: "certificates/signed.csr" } },
},`;

let project: TestProject;
const run = (...words: string[]) => inProject(() => project, ...words)();
const bundle = (name: string, ...more: string[]) => run("device", "bundle", name, "--endpoint", HOST, ...more);
const bundles = () => readdirSync(join(project.folder, "certificates")).filter((file) => file.includes("bundle"));

beforeEach(async () => {
  project = deviceProject(CONFIG);
  await run("ca", "create", "factory");
  for (const thing of ["sensor-1", "sensor-2"]) {
    await run("device", "csr", thing);
    await run("device", "sign", thing);
  }
});
afterEach(() => project.remove());

describe("device bundle", () => {
  it("writes key, certificate, Amazon's root CAs, device.json and README into a folder that only its owner can read", async () => {
    const { code, stdout, stderr } = await bundle("sensor-1");
    expect([code, stderr]).toEqual([0, expect.stringContaining("Everything is in certificates/sensor-1.bundle")]);
    const folder = join(project.folder, "certificates/sensor-1.bundle");
    const files = readdirSync(folder).sort();
    expect(files).toEqual(["README.txt", "device.json", "root-ca.pem", "sensor-1.key", "sensor-1.pem"]);
    expect([folder, ...files.map((file) => join(folder, file))].map((path) => statSync(path).mode & 0o777)).toEqual([
      0o700, 0o600, 0o600, 0o600, 0o600, 0o600,
    ]);
    for (const file of ["sensor-1.key", "sensor-1.pem"])
      expect(project.read(`certificates/sensor-1.bundle/${file}`)).toBe(project.read(`certificates/${file}`));
    const roots = project.read("certificates/sensor-1.bundle/root-ca.pem").split(/(?<=END CERTIFICATE-----\n)/);
    expect(roots.map((pem) => new X509Certificate(pem).subject.split("\n").at(-1))).toEqual([
      "CN=Amazon Root CA 1",
      "CN=Amazon Root CA 3",
    ]);
    expect(JSON.parse(project.read("certificates/sensor-1.bundle/device.json"))).toMatchObject({
      ...{ thing: "sensor-1", endpoint: HOST, port: 8883, clientId: "sensor-1", key: "sensor-1.key" },
      ...{ publish: ["telemetry/sensor-1/#"], subscribe: ["commands/sensor-1/#"] },
    });
    const readme = project.read("certificates/sensor-1.bundle/README.txt");
    expect(readme).toContain(
      `\nmosquitto_pub -h ${HOST} -p 8883 --cafile root-ca.pem --cert sensor-1.pem --key sensor-1.key -i sensor-1 -t telemetry/sensor-1/hello -m hello -q 1\n`,
    );
    expect(stdout).toContain("--key certificates/sensor-1.bundle/sensor-1.key -i sensor-1");
    expect(stdout + stderr + readme).not.toContain(project.read("certificates/sensor-1.key").split("\n")[1]);
  });

  it("says that the first connection of a device that is provisioned just in time is closed", async () => {
    const { code, stderr } = await bundle("sensor-2");
    expect([code, stderr]).toEqual([0, expect.stringContaining("closes the device's first connection")]);
    expect(project.read("certificates/sensor-2.bundle/README.txt")).toContain("connect again");
  });

  it("has no key if the device created its own", async () => {
    const { folder } = project;
    const { csr } = await createRequest({ commonName: "own-key" }, "P-256");
    const ca = { certificate: project.read("certificates/factory.pem"), key: project.read("certificates/factory.key") };
    project.write("certificates/own-key.pem", await signRequest(csr, ca, { days: 400, now: Date.now() }));
    const { code, stderr } = await bundle("own-key");
    expect([code, stderr]).toEqual([2, expect.stringContaining("give --without-key")]);
    const { stdout } = await bundle("own-key", "--without-key", "--json");
    expect(JSON.parse(stdout).files).toEqual(["own-key.pem", "root-ca.pem", "device.json", "README.txt"]);
    expect(existsSync(join(folder, "certificates/own-key.bundle/own-key.key"))).toBe(false);
  });

  it("is ignored by git, and refuses a folder in which git would track the key", async () => {
    git(project.folder, "init", "--quiet");
    expect((await bundle("sensor-1")).code).toBe(0);
    git(project.folder, "add", ".");
    expect(await trackedFiles(project.folder, "*bundle*")).toEqual([]);
    const { code, stderr } = await bundle("sensor-2", "--output", "open/sensor-2");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("`open/sensor-2/sensor-2.key` must be a file that git ignores"),
    ]);
    expect(existsSync(join(project.folder, "open"))).toBe(false);
  });

  it("overwrites nothing and leaves nothing half written", async () => {
    await bundle("sensor-1");
    const again = await bundle("sensor-1");
    expect(again.stderr).toContain("`--output` must be a folder that does not exist yet");
    project.write("file", "");
    const nowhere = await bundle("sensor-1", "--output", "file/below");
    expect([nowhere.code, nowhere.stderr]).toEqual([
      2,
      expect.stringContaining("must be a folder that can be written"),
    ]);
    expect(bundles()).toEqual(["sensor-1.bundle"]);
  });

  it("refuses another device's key, a request without a certificate, a CA, and what cannot log in", async () => {
    const other = await deviceOf(await authority(), { commonName: "sensor-1" }, { days: 90 });
    project.write("certificates/stranger.pem", other.certificate);
    project.write("certificates/stranger.key", other.key);
    const key = project.read("certificates/sensor-1.key");
    project.write("certificates/sensor-1.key", other.key);
    const mixed = await bundle("sensor-1");
    expect(mixed.stderr).toContain("`certificates/sensor-1.key` must be the key of the device's certificate");
    project.write("certificates/sensor-1.key", key);
    await run("device", "csr", "sensor-3");
    const without = await bundle("sensor-3");
    expect(without.stderr).toContain("`certificates/sensor-3.pem` must be a file that can be read");
    expect((await bundle("factory")).stderr).toContain("must be a device's certificate, not a CA's");
    expect((await bundle("stranger")).stderr).toContain("No CA of the configuration has signed it.");
    expect((await bundle("sensor-1", "--as", "sensor-2")).stderr).toContain(
      "must be one of certificates.things.sensor-1",
    );
    expect((await bundle("sensor-5", "--as", "sensor-2")).stderr).toContain(
      "`NAME` must be the certificate's common name",
    );
    expect(mixed.stderr).not.toContain(other.key.split("\n")[1]);
    expect(bundles()).toEqual([]);
  });

  it("refuses an expired certificate, and one of a CA that does not provision", async () => {
    const { folder } = project;
    const day = 86_400_000;
    const at = Date.parse("2027-01-01T00:00:00Z");
    const strict = await authority(4000);
    project.write("certificates/strict.pem", strict.certificate);
    for (const [name, now] of [
      ["late", at - 40 * day],
      ["lost", at],
    ] as const) {
      const { csr, key } = await createRequest({ commonName: name }, "P-256");
      project.write(`certificates/${name}.pem`, await signRequest(csr, strict, { days: 30, now }));
      project.write(`certificates/${name}.key`, key);
    }
    expect((await bundle("late")).stderr).toContain("must not have expired, got: expired on 2026-12-22.");
    expect((await bundle("lost")).stderr).toContain(
      'CA strict does not provision devices just in time, so add the thing to the configuration: "lost": { group: "sensors", certificate: "certificates/lost.pem" },',
    );
    mkdirSync(join(folder, "cdktf.out"), { recursive: true });
    const noStack = await run("device", "bundle", "sensor-1");
    expect([noStack.code, noStack.stderr]).toEqual([3, expect.stringContaining("or give --endpoint HOST, or --local")]);
  });
});
