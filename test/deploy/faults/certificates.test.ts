import { readCertificate, registerCertificate } from "../../../local/registry/certificates/registry-certificates";
import { provision } from "../../../local/registry/provisioning/provision";
import { describeWith } from "../../helpers/needs";
import type { Finished } from "../../helpers/run";
import { type CertificateFiles, makeCertificateFiles, putCertificates } from "../helpers/certificate-files";
import { type Fault, faultChain } from "../helpers/fault-chain";
import { REGION, type Sandbox, startSandbox } from "../helpers/sandbox";
import { sideBySide } from "../helpers/side-by-side";

jest.setTimeout(900_000);

const STACK = "fleet";

/** Returns the stack's settings: the first ones, or with every setting changed that can be changed in place. */
function settings({ changed = false } = {}): string {
  const plant = changed ? "hamburg" : "berlin";
  return `name: "${STACK}", region: "${REGION}",
    groups: { sensors: { clientIds: ["{thingName}"], publish: ["${changed ? "new" : "up"}/{thingName}/#"] } },
    certificates: {
      authorities: {
        bench: { certificate: "certificates/bench-ca.pem", active: ${!changed} },
        factory: {
          certificate: "certificates/factory-ca.pem",
          provision: { group: "sensors", type: "thermometer", attributes: { plant: "${plant}" } },
        },
      },
      things: {
        "sensor-1": { group: "sensors", certificate: "certificates/sensor-1.pem", active: ${!changed}, thingGroups: ["${plant}"] },
        "sensor-2": { group: "sensors", csr: "certificates/sensor-2.csr", attributes: { plant: "${plant}" } },
      },
      thingTypes: { thermometer: {} },
      thingGroups: { berlin: { description: "${plant}" }, hamburg: { parent: "berlin" } },
      onDestroy: "deactivate",
    }`;
}

/** Matches operations that change devices and their certificates. */
const OF_DEVICES =
  /^iot:(?!Describe|Get|List)\w*(Certificate|Polic|Thing|ProvisioningTemplate)|^iam:(Attach|Detach)RolePolicy$/;
const APPLY_MEETS = [
  "iot:CreatePolicy",
  "iot:CreateThingType",
  "iot:CreateThingGroup",
  "iot:CreateThing",
  "iot:RegisterCACertificate",
  "iot:CreateProvisioningTemplate",
  "iot:RegisterCertificate",
  "iot:CreateCertificateFromCsr",
  "iot:AttachPolicy",
  "iot:AttachThingPrincipal",
  "iot:AddThingToThingGroup",
  "iam:AttachRolePolicy",
];
const CHANGE_MEETS = [
  "iot:CreatePolicyVersion",
  "iot:CreateProvisioningTemplateVersion",
  "iot:UpdateCACertificate",
  "iot:UpdateCertificate",
  "iot:UpdateThing",
  "iot:UpdateThingGroup",
  "iot:RemoveThingFromThingGroup",
];
const DESTROY_MEETS = [
  "iot:DetachPolicy",
  "iot:DetachThingPrincipal",
  "iot:UpdateCertificate",
  "iot:UpdateThing",
  "iot:DeleteCertificate",
  "iot:DeleteThing",
  "iot:UpdateCACertificate",
  "iot:DeleteCACertificate",
  "iot:DeleteProvisioningTemplate",
  "iot:DeletePolicyVersion",
  "iot:DeletePolicy",
  "iot:DeprecateThingType",
  "iot:DeleteThingType",
  "iot:DeleteThingGroup",
  "iam:DetachRolePolicy",
];

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "A call about devices and their certificates that fails, each in turn",
  () => {
    const FAULTS = ["error", "drop"] as const;
    let made: CertificateFiles;
    /** One account for each kind of fault. */
    let sandboxes: readonly Sandbox[] = [];

    beforeAll(async () => {
      made = await makeCertificateFiles();
      sandboxes = await Promise.all(
        FAULTS.map(() => startSandbox({ thingTypeDeletionWait: false }, { managedPolicies: true })),
      );
    });
    afterAll(() => Promise.all(sandboxes.map((sandbox) => sandbox.close())));

    const registryOf = ({ controlPlane }: Sandbox) => controlPlane.store.region(REGION).registry;
    /** Provisions a device that Terraform does not know, as just-in-time provisioning does. */
    const provisionInTime = (sandbox: Sandbox): void => {
      const registry = registryOf(sandbox);
      const content = readCertificate(made.inTime.certificate, "the certificate");
      const issuer = [...registry.authorities.values()].find(
        ({ content: { pem } }) => pem.trim() === made.factory.certificate.trim(),
      );
      if (issuer === undefined) throw new Error("the factory's authority is not registered");
      const now = Date.now();
      const certificate = registerCertificate(registry, {
        ...{ content, now, status: "PENDING_ACTIVATION", mode: issuer.mode, authorityId: issuer.id },
      });
      provision(registry, issuer, certificate, now);
    };

    const convergesWith = async (sandbox: Sandbox, fault: Fault): Promise<void> => {
      const checkout = await sandbox.checkout(settings());
      await putCertificates(checkout, made.files);
      await checkout.synth();
      const folder = checkout.stackFolder(STACK);
      const { terraform } = sandbox;
      // Operations for the stack's other resources fail in `drop.test.ts` and `error.test.ts`.
      const ofDevices = (operation: string): boolean => OF_DEVICES.test(operation);
      const converges = async (command: () => Promise<Finished>, meets: readonly string[]): Promise<void> => {
        const { runs, last } = await faultChain(sandbox, fault, command, ofDevices);
        expect(last.code === 0 ? "" : last.output).toBe("");
        expect(runs.flatMap(({ operations }) => operations)).toEqual(expect.arrayContaining([...meets]));
      };
      const plansNoChange = async () => expect((await terraform.plan(folder)).output).toContain("No changes");

      await converges(() => terraform.apply(folder), APPLY_MEETS);
      await plansNoChange();

      await checkout.configure(settings({ changed: true }));
      await checkout.synth();
      await converges(() => terraform.apply(folder), CHANGE_MEETS);
      await plansNoChange();

      provisionInTime(sandbox);
      await converges(() => terraform.destroy(folder), DESTROY_MEETS);
      expect((await terraform.must(folder, "state", "list")).stdout).toBe("");
      const { authorities, templates, policies, thingTypes, thingGroups, things, certificates } = registryOf(sandbox);
      for (const all of [authorities, templates, policies, thingTypes, thingGroups])
        expect([...all.keys()]).toEqual([]);
      expect([...things.keys()]).toEqual(["sensor-3"]);
      expect([...certificates.values()]).toMatchObject([{ status: "INACTIVE" }]);
    };

    sideBySide(
      ...FAULTS.map((fault, at) => ({
        [`lets apply, change and destroy succeed when they are repeated: ${fault}`]: () =>
          convergesWith(sandboxes[at] as Sandbox, fault),
      })),
    );
  },
);
