import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Authority } from "../../../../identity/certificates/issue";
import { authority, deviceOf } from "../../../identity/certificates/made";
import type { TestProject } from "../../helpers/project";
import { runCli } from "../../helpers/run-cli";
import { deviceProject } from "../device/device-project";

const CONFIG = `certificates: {
  authorities: {
    factory: { certificate: "factory.pem", provision: {
      group: "sensors", type: "{organizationalUnit}", attributes: { serial: "{serialNumber}", plant: "berlin" }, thingGroups: ["roof"],
    } },
    waiting: { certificate: "waiting.pem", autoRegistration: true },
    closed: { certificate: "closed.pem", active: false },
  },
  things: { named: { group: "sensors", certificate: "named.pem" }, off: { group: "sensors", certificate: "off.pem", active: false } },
  thingTypes: { thermometer: {} },
},`;
const SUBJECT = { commonName: "sensor-1", organizationalUnit: "thermometer", serialNumber: "4711" };

let project: TestProject;
let [factory, waiting, closed, foreign]: Authority[] = [];
beforeAll(async () => {
  project = deviceProject(CONFIG);
  mkdirSync(join(project.folder, "below"));
  [factory, waiting, closed, foreign] = [await authority(), await authority(), await authority(), await authority()];
  for (const [name, ca] of Object.entries({ factory, waiting, closed }))
    project.write(`${name}.pem`, ca?.certificate ?? "");
  for (const name of ["named", "off"]) await put(closed, name, { commonName: name });
});
afterAll(() => project.remove());

async function put(ca: Authority | undefined, name: string, subject: object, days = 30): Promise<string> {
  if (ca === undefined) throw new Error("not made yet");
  const { certificate, key } = await deviceOf(ca, subject, { days });
  project.write(`${name}.key`, key);
  project.write(`${name}.pem`, certificate);
  return `${name}.pem`;
}

const check = (file: string, ...more: string[]) =>
  runCli(["provisioning", "check", "--certificate", file, ...more], {
    cwd: project.folder,
    now: new Date().toISOString(),
  });

describe("provisioning check", () => {
  it("keeps line breaks of a certificate's fields out of its output", async () => {
    const serialNumber = "4711\noutcome  registered\u{1b}[2K";
    const { code, stdout, stderr } = await check(await put(factory, "hostile", { ...SUBJECT, serialNumber }));
    expect(code).toBe(1);
    expect(stdout.split("\n").filter((line) => line.startsWith("outcome"))).toEqual(["outcome           refused"]);
    expect(stdout).toContain("4711\\u{a}outcome  registered\\u{1b}[2K");
    expect(`${stdout}${stderr}`).not.toContain("\u{1b}");
  });

  it("names the thing, type, attributes, groups and policy for a certificate, and what must exist before", async () => {
    const file = await put(factory, "good", SUBJECT);
    const { code, stdout, stderr } = await check(file);
    expect([code, stdout, stderr]).toEqual([
      0,
      `outcome           provisioned just in time: the first connection is closed, the next is accepted
CA                factory
thing             sensor-1
type              thermometer
attribute serial  4711
attribute plant   berlin
thing groups      roof
group             sensors
policy            fleet-sensors
`,
      "It needs the thing group roof in AWS, which this stack does not create; without it no device is provisioned.\n",
    ]);
    expect(JSON.parse((await check(file, "--json")).stdout)).toEqual({
      ...{ certificate: "good.pem", stack: "fleet", outcome: "provisioned", ca: "factory", group: "sensors" },
      policy: "fleet-sensors",
      thing: {
        ...{ thing: "sensor-1", type: "thermometer", thingGroups: ["roof"] },
        attributes: { serial: "4711", plant: "berlin" },
      },
      ...{ needs: ["the thing group roof"], problems: [] },
    });
  });

  it("names the field that the template asks for and how to get it into a request", async () => {
    const file = await put(factory, "lacking", { commonName: "sensor-1", organizationalUnit: "thermometer" });
    const { code, stdout, stderr } = await check(file);
    expect([code, stdout]).toEqual([1, expect.stringContaining("attribute serial  {serialNumber}\n")]);
    expect(stderr).toContain("`lacking.pem` must have the field {serialNumber} (serialNumber) in its subject");
    expect(stderr).toContain("npx iot-auth device csr sensor-1 --field 'serialNumber=VALUE'");
  });

  it.each([
    [{ ...SUBJECT, commonName: "a.b" }, "must have a common name that can name a thing"],
    [
      { ...SUBJECT, organizationalUnit: "hot air" },
      'must have a field {organizationalUnit} that can be a thing type: 1 to 128 of A-Z a-z 0-9 : _ -, got: "hot air".',
    ],
    [{ ...SUBJECT, serialNumber: "47 11" }, "must have a field {serialNumber} that can be the attribute serial"],
  ])("refuses what AWS takes nowhere: %j", async (subject, message) => {
    const { code, stderr } = await check(await put(factory, "unfit", subject));
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("distinguishes another CA, an expired certificate, a CA without a template and an inactive CA", async () => {
    const said = async (file: string) => {
      const { code, stdout, stderr } = await check(file);
      return [code, stdout.split("\n")[0]?.replace(/^outcome +/, ""), stderr];
    };
    expect(await said(await put(foreign, "foreign", SUBJECT))).toEqual([
      1,
      "refused",
      expect.stringContaining("The authorities are factory, waiting, closed."),
    ]);
    expect(await said(await put(factory, "old", SUBJECT, 0))).toEqual([
      1,
      "refused",
      expect.stringContaining("`old.pem` must not have expired"),
    ]);
    expect(await said(await put(waiting, "pending", SUBJECT))).toEqual([
      1,
      "registered as PENDING_ACTIVATION: refused until somebody activates it",
      expect.stringContaining("`certificates.authorities.waiting.provision` must be given"),
    ]);
    expect(await said(await put(closed, "shut", SUBJECT))).toEqual([
      1,
      "refused",
      expect.stringContaining("`certificates.authorities.closed.active` must be true for new devices to be registered"),
    ]);
  });

  it("knows the things of the configuration, which Terraform registers", async () => {
    const { code, stdout } = await check("named.pem");
    expect([code, stdout]).toEqual([0, expect.stringContaining("registered by Terraform")]);
    expect(stdout).toContain("policy        fleet-sensors\n");
    expect((await check("off.pem")).stderr).toContain("`certificates.things.off.active` must be true");
  });

  it("refuses a key, a CA and a file that is not there, and quotes no key", async () => {
    await put(factory, "good", SUBJECT);
    const [key, ca, none] = [await check("good.key"), await check("factory.pem"), await check("none.pem")];
    expect(key.stderr).toContain('`--certificate` must be a certificate, not a private key, got: "good.key".');
    expect(ca.stderr).toContain("`--certificate` must be a device's certificate, not a CA's");
    expect(none.stderr).toContain("must be a file that can be read");
    expect([key, ca, none].map(({ code }) => code)).toEqual([2, 2, 2]);
    expect(key.stderr).not.toContain(project.read("good.key").split("\n")[1]);
  });
});
