import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setCertificateStatus } from "../../local/registry/certificates/registry-certificates";
import { runCli } from "../cli/helpers/run-cli";
import { describeWith } from "../helpers/needs";
import { type StandIn, startEmpty } from "../helpers/stand-in";
import { deviceOf } from "../identity/certificates/made";
import { connectDevice } from "../local/registry/connect-device";
import { type CertificateFiles, makeCertificateFiles, putCertificates } from "./helpers/certificate-files";
import { type Checkout, makeCheckout } from "./helpers/checkout";
import { type Moto, startMoto } from "./helpers/moto";
import { REGION } from "./helpers/sandbox";
import { makeTerraform, type Terraform } from "./helpers/terraform";

jest.setTimeout(480_000);

const STACK = "fleet";
const STATE = `terraform.${STACK}.tfstate`;

/** Returns the stack's settings, with the certificates of the thing `sensor-1`, which change between two applies. */
function settings({ sensor1 = '"certificates/sensor-1.pem"' } = {}): string {
  return `name: "${STACK}", region: "${REGION}",
    groups: {
      users: { clientIds: ["{username}"] },
      sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"], subscribe: ["down/{thingName}/#"] },
    },
    certificates: {
      authorities: {
        bench: { certificate: "certificates/bench-ca.pem" },
        factory: {
          certificate: "certificates/factory-ca.pem",
          provision: { group: "sensors", type: "thermometer", attributes: { plant: "berlin" }, thingGroups: ["roof"] },
        },
      },
      things: {
        "sensor-1": { group: "sensors", certificate: ${sensor1}, thingGroups: ["roof"] },
        "sensor-2": { group: "sensors", csr: "certificates/sensor-2.csr", type: "thermometer", attributes: { plant: "berlin" } },
      },
      thingTypes: { thermometer: { description: "Measures the air", searchableAttributes: ["plant"] } },
      thingGroups: { berlin: { description: "Everything in Berlin" }, roof: { parent: "berlin" } },
    }`;
}

interface State {
  readonly resources: readonly { readonly type: string; readonly instances: readonly object[] }[];
}
type Device = Awaited<ReturnType<typeof deviceOf>>;

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "Devices with certificates, from the first apply to destroy",
  () => {
    let moto: Moto;
    let standIn: StandIn;
    let terraform: Terraform;
    const checkouts: Checkout[] = [];
    let checkout: Checkout;
    let folder: string;
    let keys: string[];
    /**
     * `bench` signs the certificate of the thing that the configuration names, and provisions no devices; `factory`
     * does. It would also provision a device again that has lost its certificate's registration.
     */
    let made: CertificateFiles;
    let first: Device;
    let inTime: Device;
    let reviewOfFirst: Awaited<ReturnType<typeof runCli>>;

    const registry = () => standIn.core.controlPlane.store.region(REGION).registry;
    const checkoutOf = async (text: string): Promise<Checkout> => {
      const one = await makeCheckout(text);
      checkouts.push(one);
      await putCertificates(one, made.files);
      return one;
    };
    const connect = ({ certificate: cert, key }: Device, clientId: string) =>
      connectDevice(standIn.core, { cert, key }, { clientId });

    /** Everything that Terraform has printed so far. */
    const printed: string[] = [];
    const change = async (wanted: Parameters<typeof settings>[0]): Promise<void> => {
      await checkout.configure(settings(wanted));
      await checkout.synth();
      const { code, output } = await terraform.apply(folder);
      printed.push(output);
      if (code !== 0) throw new Error(output);
    };

    /** Plans, and runs `iot-auth review` on the plan. */
    const review = async ({ folder: project, stackFolder }: Checkout) => {
      const inStack = stackFolder(STACK);
      // Removes the tests' override file after Terraform is initialized, since no plan of this project has one.
      await terraform.must(inStack, "version");
      await rm(join(inStack, "local_override.tf.json"), { force: true });
      await terraform.must(inStack, "plan", "-input=false", "-out=tfplan");
      const { stdout } = await terraform.must(inStack, "show", "-json", "tfplan");
      printed.push(stdout);
      await writeFile(join(inStack, "plan.json"), stdout);
      return runCli(["review", "plan.json", "--synthesized", join(project, "cdktf.out"), "--exit-code"], {
        cwd: inStack,
      });
    };

    beforeAll(async () => {
      made = await makeCertificateFiles();
      ({ first, inTime } = made);
      keys = [...made.keys];
      moto = await startMoto({ managedPolicies: true });
      standIn = await startEmpty({
        region: REGION,
        controlPlane: { forwardTo: moto.url, thingTypeDeletionWait: false },
      });
      terraform = await makeTerraform(standIn.core.controlPlane.url, REGION);
      checkout = await checkoutOf(settings());
      folder = checkout.stackFolder(STACK);
      await checkout.synth();
      reviewOfFirst = await review(checkout);
      await change({});
    });
    afterAll(async () => {
      await Promise.all(checkouts.map((one) => one.remove()));
      await terraform?.close();
      await standIn?.close();
      await moto?.stop();
    });

    it("the review of the first plan accepts it as a plan of this project, and warns of the certificate authority", () => {
      const { code, stdout, stderr } = reviewOfFirst;
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      expect(stdout).toContain(`"aws_iot_ca_certificate.authority[\\"factory\\"]" is registered or changed`);
      expect(stdout).not.toMatch(/does not make|client ids of other users|differs from what this project makes/);
    });

    it("a plan from another checkout has no changes, and its review notices an override file", async () => {
      const other = await checkoutOf(settings());
      await other.synth();
      await cp(join(checkout.folder, STATE), join(other.folder, STATE));

      const { code, stdout } = await review(other);

      expect(stdout).toContain("No changes");
      expect(stdout).not.toContain("does not make");
      expect(code).toBe(0);

      // A plan's JSON has no local values: an override of one shows only in the resources that use it.
      const theirs = join(other.stackFolder(STACK), "theirs_override.tf.json");
      await writeFile(
        theirs,
        JSON.stringify({ locals: { device_thing_names: { "sensor-1": "sensor-2", "sensor-2": "x" } } }),
      );
      const overridden = await review(other);
      expect(overridden.stdout).toContain("The plan differs from what this project makes of this configuration");
      expect(overridden.code).toBe(1);
    });

    it("a thing that the configuration names may connect and publish", async () => {
      const client = await connect(first, "sensor-1");
      await client.publishAsync("up/sensor-1/x", "21", { qos: 1 });
      await client.endAsync();
    });

    it("an unknown device is provisioned at its first connection, and accepted at its second", async () => {
      await expect(connect(inTime, "sensor-3")).rejects.toThrow();
      await standIn.seen((event) => event.event === "turned-away" && event.cause === "provisioned");
      const client = await connect(inTime, "sensor-3");
      await client.endAsync();

      expect(registry().things.get("sensor-3")).toMatchObject({
        typeName: "thermometer",
        attributes: { plant: "berlin" },
      });
      expect(registry().groupMembers.leftsOf("sensor-3")).toEqual(["roof"]);
    });

    it("a thing may connect with its first and its second certificate, until the first is removed", async () => {
      const second = await deviceOf(made.bench, { commonName: "sensor-1" });
      keys.push(second.key);
      await putCertificates(checkout, { "sensor-1-new.pem": second.certificate });

      await change({ sensor1: '["certificates/sensor-1.pem", "certificates/sensor-1-new.pem"]' });
      for (const device of [first, second]) await (await connect(device, "sensor-1")).endAsync();
      await change({ sensor1: '"certificates/sensor-1-new.pem"' });

      await (await connect(second, "sensor-1")).endAsync();
      await expect(connect(first, "sensor-1")).rejects.toThrow();
    });

    it("a retired certificate stays registered, INACTIVE or REVOKED, so that its authority does not provision it again", async () => {
      const third = await deviceOf(made.factory, { commonName: "sensor-1" });
      keys.push(third.key);
      await putCertificates(checkout, { "sensor-1-third.pem": third.certificate });
      const [stays, goes] = ["certificates/sensor-1-new.pem", "certificates/sensor-1-third.pem"];
      await change({ sensor1: `["${stays}", "${goes}"]` });
      await (await connect(third, "sensor-1")).endAsync();
      await change({ sensor1: `"${stays}", retired: "${goes}"` });

      const retired = () =>
        [...registry().certificates.values()].find(({ content }) => content.pem === third.certificate);
      const { id = "", arn = "" } = retired() ?? {};
      for (const status of ["INACTIVE", "REVOKED"] as const) {
        if (status === "REVOKED") setCertificateStatus(registry(), id, status, Date.now());
        await expect(connect(third, "sensor-1")).rejects.toThrow();
        expect(retired()?.status).toBe(status);
        expect(registry().thingPrincipals.leftsOf(arn)).toEqual([]);
        const { stdout } = await terraform.must(folder, "plan", "-input=false", "-no-color");
        expect(stdout).toContain("No changes.");
      }
    });

    it("no private key is in the state, cdk.tf.json, the plans or Terraform's output", async () => {
      const state = await readFile(join(checkout.folder, STATE), "utf8");
      const { resources } = JSON.parse(state) as State;
      const certificates = resources
        .filter(({ type }) => type === "aws_iot_certificate")
        .flatMap(({ instances }) => instances);
      expect(certificates).toHaveLength(3);
      const program = await readFile(join(folder, "cdk.tf.json"), "utf8");
      for (const text of [state, program, printed.join("\n")]) {
        expect(text).not.toMatch(/PRIVATE KEY/);
        for (const line of keys.flatMap((key) => key.trim().split("\n").slice(1, -1))) expect(text).not.toContain(line);
      }
    });

    it("destroy detaches the provisioned device, says so, and removes everything else of the stack", async () => {
      const { code, output } = await terraform.destroy(folder);

      expect(output).toContain("Destroy complete!");
      expect(code).toBe(0);
      expect(output).toMatch(/Policy fleet-sensors: detached from certificate [0-9a-f]{12}… of thing sensor-3\./);
      expect(output).toContain("Thing sensor-3: its type thermometer is removed, since the type is destroyed.");
      const { authorities, templates, policies, thingTypes, thingGroups, things, certificates } = registry();
      for (const all of [authorities, templates, policies, thingTypes, thingGroups])
        expect([...all.keys()]).toEqual([]);
      expect([...things.keys()]).toEqual(["sensor-3"]);
      expect([...certificates.values()]).toMatchObject([{ status: "ACTIVE", content: { pem: inTime.certificate } }]);
    });
  },
);
