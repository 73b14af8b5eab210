import { X509Certificate } from "node:crypto";
import type { DoctorApi, RegisteredAuthority } from "../../../../cli/doctor/api";
import { CERTIFICATE_CHECKS } from "../../../../cli/doctor/checks/certificate-checks";
import type { Subject } from "../../../../cli/doctor/doctor-check";
import { examine } from "../../../../cli/doctor/examine";
import { authority, deviceOf } from "../../../identity/certificates/made";
import { type HealthyAws, healthyAws } from "../healthy-subject";

let healthy: HealthyAws;
let registered: RegisteredAuthority;
const pems: Record<string, string> = {};

beforeAll(async () => {
  const ca = await authority(400);
  for (const name of ["sensor-1", "stranger"])
    pems[name] = (await deviceOf(ca, { commonName: "sensor-1" }, { days: 100 })).certificate;
  healthy = await healthyAws(`export default defineConfig({
    name: "fleet", region: "eu-west-1",
    groups: { sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}"] } },
    certificates: {
      authorities: { factory: { certificate: ${JSON.stringify(ca.certificate)}, provision: { group: "sensors" } } },
      things: { "sensor-1": { group: "sensors", certificate: ${JSON.stringify(pems["sensor-1"])} } },
    },
  });`);
  const fingerprint = new X509Certificate(ca.certificate).fingerprint256;
  registered = { fingerprint, status: "ACTIVE", autoRegistration: true, templateName: "fleet-factory" };
});
afterAll(() => healthy.remove());

const id = (name: string) => (name === "sensor-1" ? "a" : "b").repeat(64);
const arn = (name: string) => `arn:aws:iot:eu-west-1:123456789012:cert/${id(name)}`;

/** Returns AWS's answers about the thing. @param names Names of its certificates */
function thingWith(names: readonly string[], status = "ACTIVE", policies: readonly string[] = ["fleet-sensors"]) {
  return {
    devices: {
      ...healthy.api.devices,
      thing: async () => ({ attributes: {} }),
      principals: async () => names.map(arn),
      certificate: async (one: string) => ({
        id: one,
        arn: "",
        status,
        pem: pems[one === id("stranger") ? "stranger" : "sensor-1"] ?? "",
      }),
      policies: async () => policies,
    },
  };
}
const template = async () => ({ enabled: true, roleArn: "arn:aws:iam::123456789012:role/fleet-jitp-eu-west-1" });

async function check(name: string, api: Partial<DoctorApi> = {}, more: Partial<Subject> = {}): Promise<string> {
  const subject = {
    ...healthy.subject,
    ...more,
    api: { ...healthy.api, authorities: async () => [registered], template, ...thingWith(["sensor-1"]), ...api },
  };
  const [result] = await examine(
    subject,
    () => undefined,
    CERTIFICATE_CHECKS.filter((one) => one.name === name),
  );
  return `${result?.status}: ${result?.detail}${result?.remedy ? ` | ${[result.remedy].flat().join("\n")}` : ""}`;
}
const inDays = (days: number) => ({ now: () => new Date(Date.now() + days * 86_400_000) });

describe("doctor, of a stack with certificates,", () => {
  it("is ok for a stack that is deployed as configured", async () => {
    expect(await check("cert-files")).toBe("ok: every certificate and request of the configuration can be used");
    expect(await check("authorities")).toBe("ok: factory: registered as configured");
    expect(await check("templates")).toBe("ok: factory: just-in-time provisioning is as configured");
    expect(await check("devices")).toBe("ok: 1 thing has its certificate, with policies");
    expect(await check("device-tls")).toMatch(/^skipped: .* no stack is applied$/);
  });

  it("has names of checks that fit into their column of the report", () => {
    expect(CERTIFICATE_CHECKS.filter(({ name }) => name.length > 11)).toEqual([]);
  });

  it("names a CA that is not registered, inactive, without auto-registration, or about to expire", async () => {
    const says = (change: Partial<RegisteredAuthority>) =>
      check("authorities", { authorities: async () => [{ ...registered, ...change }] });
    expect(await check("authorities", { authorities: async () => [] })).toMatch(
      /^failed: factory is not registered \| .*npx cdktf deploy/,
    );
    expect(await says({ status: "INACTIVE" })).toContain("failed: factory is INACTIVE instead of ACTIVE |");
    expect(await says({ autoRegistration: false })).toContain(
      "factory does not register new devices, contrary to the configuration",
    );
    expect(await check("authorities", {}, inDays(350))).toMatch(
      /^warning: factory is valid for \d+ more days \| Name a successor/,
    );
    expect(await check("authorities", {}, inDays(500))).toMatch(/^failed: factory expired on .* its devices with it/);
  });

  it("names a template that is missing, disabled, not the CA's or without its role", async () => {
    const says = (api: Partial<DoctorApi>) => check("templates", api);
    expect(await says({ template: async () => undefined })).toContain(
      "there is no template fleet-factory, so factory provisions no devices",
    );
    expect(await says({ template: async () => ({ enabled: false, roleArn: "" }) })).toContain(
      "fleet-factory is not enabled",
    );
    expect(await says({ authorities: async () => [{ ...registered, templateName: "theirs" }] })).toContain(
      "factory provisions with theirs instead of fleet-factory",
    );
    const { templateName: _, ...without } = registered;
    expect(await says({ authorities: async () => [without] })).toContain("factory is registered without a template");
    expect(await says({ roleDescription: async () => undefined })).toContain(
      "the role of template fleet-factory does not exist",
    );
  });

  it("names things without a certificate, and certificates that are without a policy or refused", async () => {
    const without = {
      devices: { ...healthy.api.devices, thing: async () => undefined, principals: async () => undefined },
    };
    expect(await check("devices", without)).toMatch(/^failed: there is no thing sensor-1 \| Apply the stack/);
    expect(await check("devices", thingWith([]))).toMatch(
      /^failed: these things lack their certificate of the configuration.*: sensor-1 \|/,
    );
    expect(await check("devices", thingWith(["sensor-1"], "ACTIVE", []))).toContain(
      "sensor-1 (no policy is attached to it, so it allows nothing)",
    );
    expect(await check("devices", thingWith(["sensor-1"], "ACTIVE", ["other"]))).toContain(
      "sensor-1 (the policy fleet-sensors is not attached to it)",
    );
    expect(await check("devices", thingWith(["sensor-1"], "REVOKED"))).toContain(
      "sensor-1 (it is REVOKED) | If it was revoked on purpose: certificates.things.NAME.active: false.",
    );
    expect(await check("devices", {}, inDays(80))).toMatch(
      /^warning: the certificates of these things expire soon: sensor-1 \(\d{4}-\d\d-\d\d\) \|/,
    );
  });

  it("finds a certificate that just-in-time provisioning attached again, and prints the command that revokes it", async () => {
    const said = await check("devices", thingWith(["sensor-1", "stranger"]));
    expect(said).toMatch(
      /^warning: just-in-time provisioning attached certificates that are not in certificates.things/,
    );
    expect(said).toContain(`npx iot-auth device revoke sensor-1 --certificate ${id("stranger")} --detach`);
  });

  it("fails for the endpoint of another account, and names the permissions that a check lacks", async () => {
    const outputs = { values: { device_endpoint: "other.iot.eu-west-1.amazonaws.com" } };
    expect(await check("device-tls", {}, { outputs })).toMatch(
      /^failed: the account's endpoint is abc-ats.* the applied stack's for devices other/,
    );
    const denied = Object.assign(new Error("no"), {
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 403 },
    });
    expect(await check("authorities", { authorities: () => Promise.reject(denied) })).toContain(
      "Ask for these permissions: iot:ListCACertificates, iot:DescribeCACertificate.",
    );
  });
});
