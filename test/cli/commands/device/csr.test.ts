import { createPrivateKey, createPublicKey } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { checkPem } from "../../../../identity/certificates/pem";
import { requestProblem } from "../../../../identity/certificates/signing-request";
import { trackedDeviceKeys } from "../../../../identity/certificates/tracked-device-keys";
import { requestFields, requestKey } from "../../../../identity/certificates/x509-library";
import { git } from "../../../identity/tokens/repository";
import type { TestProject } from "../../helpers/project";
import { deviceProject, inProject } from "./device-project";

let project: TestProject;
beforeEach(() => {
  project = deviceProject();
});
afterEach(() => project.remove());

const csr = inProject(() => project, "device", "csr");

function request(file: string) {
  const reading = checkPem(file, project.read(file), "CERTIFICATE REQUEST", file);
  if (!reading.ok) throw new Error(reading.problem.must);
  return reading.block;
}

describe("device csr", () => {
  it("makes a key that only its owner can read and a request for it, and prints lines for the configuration", async () => {
    const { code, stdout, stderr } = await csr("sensor-1");
    expect([code, stdout]).toEqual([
      0,
      `certificates: {
  things: {
    "sensor-1": { group: "sensors", csr: "certificates/sensor-1.csr" },
  },
},
`,
    ]);
    const [key, block] = [project.read("certificates/sensor-1.key"), request("certificates/sensor-1.csr")];
    expect(await requestProblem("csr", block)).toBeUndefined();
    expect(requestFields(block)).toEqual({ commonName: "sensor-1" });
    expect(requestKey(block)?.equals(createPublicKey(createPrivateKey(key)))).toBe(true);
    expect(createPrivateKey(key).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
    expect(statSync(join(project.folder, "certificates/sensor-1.key")).mode & 0o777).toBe(0o600);
    expect(stderr).toContain("Merge the lines into the settings in iot-auth.config.ts.\n");
    expect(stderr).toContain("npx iot-auth device sign sensor-1\n");
    expect(stdout + stderr).not.toContain(key.split("\n")[1]);
  });

  it("makes RSA keys and fields of the subject on request, under a file name without the thing's colons", async () => {
    const fields = ["--field", "serialNumber=4711", "--field", "country=DE", "--field", "organization=Acme GmbH"];
    const { stdout } = await csr("00:11:62", "--key-type", "RSA-2048", ...fields, "--json");
    const subject = { commonName: "00:11:62", serialNumber: "4711", country: "DE", organization: "Acme GmbH" };
    expect(JSON.parse(stdout)).toMatchObject({ keyType: "RSA-2048", subject, csr: "certificates/00-11-62.csr" });
    expect(requestFields(request("certificates/00-11-62.csr"))).toEqual(subject);
    const { asymmetricKeyDetails } = createPrivateKey(project.read("certificates/00-11-62.key"));
    expect(asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it("has git leave the key alone, and overwrites nothing", async () => {
    git(project.folder, "init", "--quiet");
    await csr("sensor-1");
    git(project.folder, "add", ".");
    expect(await trackedDeviceKeys(project.folder)).toEqual([]);
    const before = project.read("certificates/sensor-1.key");
    const { code, stderr } = await csr("sensor-1");
    expect([code, stderr]).toEqual([2, expect.stringContaining('got: "certificates/sensor-1.key"')]);
    expect(project.read("certificates/sensor-1.key")).toBe(before);
  });

  it("offers a first group where the configuration has none of devices with certificates", async () => {
    project.remove();
    project = deviceProject("", "meters: device()");
    const { stdout, stderr } = await csr("sensor-1");
    expect(stdout).toContain('"sensor-1": { group: "devices", csr: "certificates/sensor-1.csr" },');
    const [, line = ""] = /Add a line like this to groups: (.*)\n/.exec(stderr) ?? [];
    project.remove();
    project = deviceProject(stdout, line);
    expect((await inProject(() => project, "ca", "show")()).code).toBe(0);
  });

  it("adds a second certificate to a thing that changes it, and none to one that has two", async () => {
    project.remove();
    project = deviceProject(
      'certificates: { things: { "sensor-1": { group: "sensors", csr: "certificates/sensor-1.csr" }, two: { group: "sensors", csr: ["a.csr", "b.csr"] } } },',
    );
    const named = await csr("sensor-1");
    expect([named.code, named.stdout]).toEqual([0, ""]);
    expect(named.stderr).toContain("iot-auth.config.ts names certificates/sensor-1.csr already.");
    const { stdout, stderr } = await csr("sensor-1", "--as", "sensor-1-2028");
    expect(stdout).toBe('csr: ["certificates/sensor-1.csr", "certificates/sensor-1-2028.csr"],\n');
    expect(stderr).toContain('Add the line to certificates.things["sensor-1"] of iot-auth.config.ts');
    expect(stderr).toContain("device sign sensor-1 --as sensor-1-2028");
    expect((await csr("two")).stderr).toContain(
      "`certificates.things.two` must have room for another certificate, got: 2.",
    );
    expect(existsSync(join(project.folder, "certificates/two.key"))).toBe(false);
  });

  it.each([
    [["a.b"], '`NAME` must be a thing\'s name: 1 to 128 of A-Z a-z 0-9 : _ -, got: "a.b".'],
    [["../a"], "`NAME` must be a thing's name"],
    [["a", "--as", "../b"], "`--as` must be 1 to 128 of A-Z a-z 0-9 : _ -"],
    [
      ["a", "--group", "sensor"],
      '`--group` must name a group of devices with certificates, got: "sensor". Did you mean "sensors"?',
    ],
    [
      ["a", "--field", "serialnumber=1"],
      '`--field` must name a field of the subject, got: "serialnumber". Did you mean "serialNumber"?',
    ],
    [["a", "--field", "commonName=b"], "The common name is NAME"],
    [["a", "--field", "country=de"], '`--field country` must be a country\'s two capital letters, got: "de".'],
    [["a", "--field", "serialNumber"], "`--field serialNumber` must be 1 to 64 letters, digits"],
    [["a", "--field", "serialNumber=1", "--field", "serialNumber=2"], "`--field serialNumber` must be given once"],
    [["a", "--key-type", "RSA-1024"], "Allowed choices are P-256"],
  ])("refuses %j and makes nothing", async (argv, message) => {
    const { code, stderr } = await csr(...argv);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(existsSync(join(project.folder, "certificates"))).toBe(false);
  });

  it("asks which group, where there are several", async () => {
    project.remove();
    const rules = '{ clientIds: ["{thingName}"], publish: ["a/{thingName}"] }';
    project = deviceProject("", `pumps: ${rules}, valves: ${rules}`);
    expect((await csr("a")).stderr).toContain(
      "must name a group of devices with certificates, got: nothing. The groups are pumps, valves.",
    );
    expect((await csr("a", "--group", "valves")).stdout).toContain('group: "valves"');
  });
});
