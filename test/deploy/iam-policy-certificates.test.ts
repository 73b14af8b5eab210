import { readCertificate, registerCertificate } from "../../local/registry/certificates/registry-certificates";
import { attachPolicy } from "../../local/registry/policies/registry-policies";
import { attachThingPrincipal, createThing } from "../../local/registry/things/registry-things";
import { describeWith } from "../helpers/needs";
import { type CertificateFiles, makeCertificateFiles, putCertificates } from "./helpers/certificate-files";
import { type Deployer, STACK, startDeployer } from "./helpers/iam/deployer";
import { newUsage } from "./helpers/iam/gate";
import { ACCOUNT } from "./helpers/iam/requirement";
import { REGION } from "./helpers/sandbox";

jest.setTimeout(480_000);

const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/function-boundary`;
const BASE = `name: "${STACK}", region: "${REGION}", accountId: "${ACCOUNT}"`;

/** Returns settings of a stack with devices. The parameters are what the tests change. */
function stack({ plant = "berlin", active = true, topic = "up", more = "" } = {}): string {
  return `${BASE}, groups: { sensors: { clientIds: ["{thingName}"], publish: ["${topic}/{thingName}/#"] } },
    certificates: {
      authorities: {
        bench: { certificate: "certificates/bench-ca.pem", active: ${active} },
        factory: {
          certificate: "certificates/factory-ca.pem",
          provision: { group: "sensors", type: "thermometer", attributes: { plant: "${plant}" } },
        },
      },
      things: {
        "sensor-1": { group: "sensors", certificate: "certificates/sensor-1.pem", active: ${active}, thingGroups: ["${plant}"] },
        "sensor-2": { group: "sensors", csr: "certificates/sensor-2.csr", attributes: { plant: "${plant}" } },
      },
      thingTypes: { thermometer: {} },
      thingGroups: { berlin: { description: "${plant}" }, hamburg: {} },
      onDestroy: "deactivate",
    } ${more}`;
}

describeWith(
  ["terraform", "provider-mirror", "moto_server", "aws"],
  "The policies that iam-policy prints for devices with certificates",
  () => {
    const usage = newUsage();
    let made: CertificateFiles;
    let deployer: Deployer;

    beforeAll(async () => {
      made = await makeCertificateFiles();
      deployer = await startDeployer(stack(), usage, { managedPolicies: true });
      await putCertificates(deployer.checkout, made.files);
    });
    afterAll(() => deployer?.account.close());

    it("suffice to deploy the devices, and for a plan without changes", async () => {
      await deployer.deploys(stack());
      await deployer.plansNoChange();
    });

    it("suffice to change and tag everything, to set a permissions boundary, and to undo changes made outside Terraform", async () => {
      const role = `${STACK}-jitp-${REGION}`;
      const bounded = `, function: { permissionsBoundaryArn: "${BOUNDARY}" }`;
      await deployer.aws("iam", "update-role-description", "--role-name", role, "--description", "mine");
      await deployer.deploys(
        stack({ plant: "hamburg", active: false, topic: "new", more: `${bounded}, tags: { team: "plants" }` }),
      );
      await deployer.deploys(stack({ topic: "up", more: `${bounded}, tags: { owner: "plants" }` }));
      const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;
      await deployer.aws("iam", "update-assume-role-policy", "--role-name", role, "--policy-document", trust);
      await deployer.aws("iot", "update-provisioning-template", "--template-name", `${STACK}-factory`, "--no-enabled");
      await deployer.deploys(stack({ topic: "other", more: `${bounded}, tags: { owner: "plants" }` }));
    });

    it("suffice to destroy the devices, also one that was provisioned just in time", async () => {
      const registry = deployer.account.registry();
      const content = readCertificate(made.inTime.certificate, "the certificate");
      const { arn } = registerCertificate(registry, { content, status: "ACTIVE", mode: "SNI_ONLY", now: Date.now() });
      createThing(registry, { name: "sensor-3", typeName: "thermometer", attributes: {} });
      attachThingPrincipal(registry, "sensor-3", arn, "EXCLUSIVE_THING");
      attachPolicy(registry, `${STACK}-sensors`, arn);
      await deployer.guard("deploy");

      const { code, output } = await deployer.account.terraform.destroy(deployer.folder);

      expect(deployer.account.gate.refused).toEqual([]);
      expect(code === 0 ? "" : output).toBe("");
      expect([...registry.policies.keys()]).toEqual([]);
    });

    it("allow no action on devices and no resource that no call needs", async () => {
      const ofDevices = /^(plan|deploy): (\w*(Device|Provisioning)\w*|GiveRoleItsRights) /;
      expect([...usage.granted].filter((grant) => ofDevices.test(grant)).length).toBeGreaterThan(10);
      expect(deployer.account.gate.unused().filter((grant) => ofDevices.test(grant))).toEqual([]);
    });
  },
);
