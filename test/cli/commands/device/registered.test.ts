import { X509Certificate } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DescribeCertificateCommand,
  IoTClient,
  ListThingPrincipalsCommand,
  RegisterCertificateCommand,
} from "@aws-sdk/client-iot";
import { standInSettings } from "../../../../cli/aws/aws-settings";
import { templateBody } from "../../../../config/certificates/provisioning-template";
import { type Authority, createRequest } from "../../../../identity/certificates/issue";
import { authority, deviceOf } from "../../../identity/certificates/made";
import { runCli } from "../../helpers/run-cli";
import { type ServingProject, servingProject } from "../../helpers/serving-project";

const CONFIG = `export default defineConfig({
  name: "fleet", region: "eu-west-1",
  groups: { sensors: { clientIds: ["{thingName}"], publish: ["telemetry/{thingName}/#"] } },
  certificates: {
    authorities: { factory: { certificate: "factory.pem", provision: { group: "sensors" } } },
    things: {
      "sensor-1": { group: "sensors", certificate: "sensor-1.pem" },
      double: { group: "sensors", certificate: ["double.pem", "double-2.pem"] },
      bare: { group: "sensors", certificate: "bare.pem" },
      "by-aws": { group: "sensors", csr: "certificates/by-aws.csr" },
    },
  },
});`;
const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:Connect","Resource":"*"}]}';
const FILES = ["sensor-1", "double", "double-2", "bare", "sensor-9"];

let scene: ServingProject;
let ca: Authority;
const pems = new Map<string, string>();
const pemOf = (name: string) => pems.get(name) ?? "";
const idOf = (name: string) => new X509Certificate(pemOf(name)).fingerprint256.replaceAll(":", "").toLowerCase();
let iot: IoTClient;

beforeAll(async () => {
  ca = await authority(400);
  for (const name of FILES) pems.set(name, (await deviceOf(ca, { commonName: name }, { days: 90 })).certificate);
  const request = await createRequest({ commonName: "by-aws" }, "P-256");
  scene = await servingProject({
    config: CONFIG,
    users: [],
    prepare: ({ write, folder }) => {
      mkdirSync(join(folder, "certificates"));
      write("certificates/by-aws.csr", request.csr);
      write("certificates/by-aws.key", request.key);
      write("factory.pem", ca.certificate);
      for (const name of FILES) write(`${name}.pem`, pemOf(name));
    },
  });
  iot = new IoTClient(standInSettings("eu-west-1", scene.core.controlPlane.url));
});
beforeEach(async () => {
  const registered = (id: string) => ({ id, pem: pemOf(id), active: true, policies: ["fleet-sensors"] });
  await scene.core.registerDevices({
    authorities: [
      {
        ...{ id: "factory", pem: ca.certificate, mode: "SNI_ONLY", active: true, autoRegistration: true },
        template: "fleet-factory",
      },
    ],
    templates: [
      {
        ...{ name: "fleet-factory", roleArn: "arn:aws:iam::123456789012:role/fleet-jitp-eu-west-1", enabled: true },
        body: templateBody({ group: "sensors", attributes: {}, thingGroups: [] }, "fleet-sensors"),
      },
    ],
    policies: [{ name: "fleet-sensors", document: POLICY }],
    certificates: ["sensor-1", "double", "double-2"].map(registered),
    things: [
      { name: "sensor-1", certificates: ["sensor-1"] },
      { name: "double", certificates: ["double", "double-2"] },
      { name: "bare" },
    ],
  });
});
afterAll(async () => {
  iot.destroy();
  await scene.close();
});

const device = (...argv: string[]) => runCli(["device", ...argv, "--local"], { cwd: scene.folder });
const statusOf = async (name: string) =>
  (await iot.send(new DescribeCertificateCommand({ certificateId: idOf(name) }))).certificateDescription?.status;

/** Registers a certificate and a thing as just-in-time provisioning does. */
async function provision(name: string, thingName: string): Promise<void> {
  const registering = { certificatePem: pemOf(name), caCertificatePem: ca.certificate, status: "ACTIVE" } as const;
  const { certificateArn: principal = "" } = await iot.send(new RegisterCertificateCommand(registering));
  await iot.send(new CreateThingCommand({ thingName }));
  await iot.send(new AttachThingPrincipalCommand({ thingName, principal }));
  await iot.send(new AttachPolicyCommand({ policyName: "fleet-sensors", target: principal }));
}

describe("device list, show and revoke", () => {
  it("list things of the configuration without asking AWS, or with what AWS says", async () => {
    const offline = await runCli(["device", "list", "--offline"], { cwd: scene.folder });
    expect(offline.stdout).toContain("sensor-1  sensors  configuration           not asked\n");
    const { code, stdout } = await device("list");
    expect([code, stdout.replaceAll(/\d{4}-\d\d-\d\d/g, "DAY")]).toEqual([
      0,
      `THING     GROUP    FROM           EXPIRES     CERTIFICATES
bare      sensors  configuration              none
by-aws    sensors  configuration              no such thing in AWS
double    sensors  configuration  DAY  ACTIVE; ACTIVE
sensor-1  sensors  configuration  DAY  ACTIVE
`,
    ]);
    const one = await device("list", "--limit", "1", "--json");
    expect([JSON.parse(one.stdout).length, one.stderr]).toEqual([
      1,
      "There are more devices than the 1 that are shown; --limit raises the number.\n",
    ]);
    expect((await device("list", "--limit", "0")).code).toBe(2);
    const env = { AWS_PROFILE: "missing", AWS_EC2_METADATA_DISABLED: "true", AWS_CONFIG_FILE: "/dev/null" };
    const alone = await runCli(["device", "list"], { cwd: scene.folder, env });
    expect([alone.code, alone.stderr]).toEqual([
      6,
      expect.stringContaining("Without AWS: npx iot-auth device list --offline"),
    ]);
  });

  it("show a thing's certificates, and why it cannot log in with one", async () => {
    const { code, stdout } = await device("show", "sensor-1");
    expect([code, stdout]).toEqual([0, expect.stringContaining(`certificate   ${idOf("sensor-1")}\n`)]);
    expect(stdout).toContain("  policies    fleet-sensors\n  can log in  yes\n");
    expect((await device("show", "bare")).stderr).toContain("Thing bare has no certificate");
    const later = await runCli(["device", "show", "sensor-1", "--local"], {
      cwd: scene.folder,
      now: "2030-01-01T00:00:00Z",
    });
    expect(later.stdout).toMatch(/can log in {2}no: it expired on 20/);
    const missing = await device("show", "sensor-2");
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringContaining('must name a thing, got: "sensor-2". Did you mean "sensor-1"?'),
    ]);
  });

  it("revoke all of a thing's certificates, and print the setting that keeps them revoked", async () => {
    const { code, stdout, stderr } = await device("revoke", "sensor-1", "--yes");
    expect([code, stdout, await statusOf("sensor-1")]).toEqual([0, "active: false,\n", "REVOKED"]);
    expect(stderr).toContain("Terraform would set it ACTIVE again with the next apply.");
    expect(stderr).toContain("certificates.things.sensor-1; then: npx cdktf deploy");
    expect((await device("show", "sensor-1")).stdout).toContain("can log in  no: it is REVOKED\n");
  });

  it("revoke one of two, by file, id or beginning, and no other's", async () => {
    const { code, stderr } = await device("revoke", "double", "--certificate", "double.pem", "--yes");
    expect([code, await statusOf("double"), await statusOf("double-2")]).toEqual([0, "REVOKED", "ACTIVE"]);
    expect(stderr).toContain(
      "move its file from certificates.things.double.certificate to certificates.things.double.retired",
    );
    expect((await device("revoke", "double", "--certificate", idOf("double-2").slice(0, 12), "--yes")).code).toBe(0);
    expect(await statusOf("double-2")).toBe("REVOKED");
    const wrong = await device("revoke", "double", "--certificate", "sensor-1.pem", "--yes");
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("`--certificate` must be a certificate of the thing"),
    ]);
    expect(await statusOf("sensor-1")).toBe("ACTIVE");
  });

  it("say of a retired certificate, which Terraform does know, that the next apply leaves it REVOKED", async () => {
    const [both, retired] = ['["double.pem", "double-2.pem"]', '"double.pem", retired: ["double-2.pem"]'];
    scene.write("retired.config.ts", scene.read("iot-auth.config.ts").replace(both, retired));
    const one = ["--certificate", "double-2.pem", "--yes", "--config", "retired.config.ts"];
    const { code, stdout, stderr } = await device("revoke", "double", ...one);
    expect([code, stdout, await statusOf("double-2")]).toEqual([0, "", "REVOKED"]);
    const shortId = `${idOf("double-2").slice(0, 12)}…`;
    expect(stderr).toContain(`certificates.things.double.retired has ${shortId}: the next apply leaves it REVOKED.`);
    expect(stderr).not.toContain("Terraform does not know it");
  });

  it("revoke nothing without a yes, or if the thing has no certificate", async () => {
    expect((await device("revoke", "sensor-1")).stderr).toContain("give --yes");
    expect(await statusOf("sensor-1")).toBe("ACTIVE");
    expect((await device("revoke", "bare", "--yes")).stderr).toContain("Thing bare has no certificate");
    expect((await device("revoke", "missing", "--yes")).stderr).toContain(
      "`NAME` must name a thing that the stand-in at",
    );
  });

  it("show a device that just-in-time provisioning created, and revoke it permanently", async () => {
    await provision("sensor-9", "sensor-9");
    expect((await device("list")).stdout).toMatch(/sensor-9 +sensors +provisioned +\S+ +ACTIVE\n/);
    expect((await device("show", "sensor-9")).stdout).toContain(
      "from          just-in-time provisioning\ngroup         sensors\n",
    );
    const { stdout, stderr } = await device("revoke", "sensor-9", "--yes");
    expect([stdout, await statusOf("sensor-9")]).toEqual(["\n".slice(1), "REVOKED"]);
    expect(stderr).toContain("Do not delete its registration: its CA provisions just in time");
  });

  it("find the certificate that AWS issued for a request, for a bundle", async () => {
    const none = await device("bundle", "by-aws");
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining("AWS signs it with the next apply: npx cdktf deploy."),
    ]);
    const setAsActive = true;
    const certificateSigningRequest = scene.read("certificates/by-aws.csr");
    const made = await iot.send(new CreateCertificateFromCsrCommand({ certificateSigningRequest, setAsActive }));
    await iot.send(new CreateThingCommand({ thingName: "by-aws" }));
    await iot.send(new AttachThingPrincipalCommand({ thingName: "by-aws", principal: made.certificateArn }));
    const { code, stdout } = await device("bundle", "by-aws", "--json");
    expect([code, JSON.parse(stdout).thing]).toEqual([0, "by-aws"]);
    expect(scene.read("certificates/by-aws.bundle/by-aws.pem")).toBe(made.certificatePem);
  });

  it("agree with what doctor finds", async () => {
    const { stdout } = await runCli(["doctor", "--local", "--json"], { cwd: scene.folder });
    const checks: { check: string; status: string; detail: string }[] = JSON.parse(stdout).checks;
    const said = (name: string) => checks.find(({ check }) => check === name);
    expect(said("authorities")).toMatchObject({ status: "ok", detail: "factory: registered as configured" });
    expect(said("templates")).toMatchObject({ status: "ok" });
    expect(said("devices")).toMatchObject({ status: "failed", detail: expect.stringContaining(": bare") });
    expect(said("device-tls")).toMatchObject({ status: "ok", detail: expect.stringContaining("ALPN x-amzn-mqtt-ca") });
  });

  it("find a certificate that was provisioned for a thing of the configuration, and detach it, so that the thing can be deleted", async () => {
    await provision("bare", "bare");
    const { stderr } = await device("show", "bare");
    expect(stderr).toBe("");
    const other = (await deviceOf(ca, { commonName: "bare" }, { days: 90 })).certificate;
    pems.set("returned", other);
    await provision("returned", "bare");
    const shown = await device("show", "bare");
    const remedy = `device revoke bare --certificate ${idOf("returned")} --detach --local`;
    expect(shown.stderr).toContain(
      `Terraform cannot delete the thing before it is detached. To revoke and detach it: npx iot-auth ${remedy}`,
    );
    expect((await device("revoke", "bare", "--certificate", idOf("returned"), "--detach", "--yes")).code).toBe(0);
    const { principals = [] } = await iot.send(new ListThingPrincipalsCommand({ thingName: "bare" }));
    expect([principals.map((arn) => arn.slice(-64)), await statusOf("returned")]).toEqual([[idOf("bare")], "REVOKED"]);
  });
});
