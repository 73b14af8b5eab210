import type { MqttClient } from "mqtt";
import { createVerification } from "../../identity/certificates/issue";
import { describeWith } from "../helpers/needs";
import { type StandIn, startEmpty } from "../helpers/stand-in";
import { authority, deviceOf } from "../identity/certificates/made";
import { connectDevice } from "../local/registry/connect-device";
import { putCertificates } from "./helpers/certificate-files";
import { type Checkout, makeCheckout } from "./helpers/checkout";
import { type Moto, startMoto } from "./helpers/moto";
import { REGION } from "./helpers/sandbox";
import { makeTerraform, type Terraform } from "./helpers/terraform";

jest.setTimeout(480_000);

const STACK = "fleet";
const PROVISION = 'provision: { group: "sensors" }';
const OLD = `old: { certificate: "certificates/old-ca.pem", ${PROVISION} }`;
/** Registered in mode DEFAULT, which needs a verification certificate, and is allowed in one account only. */
const NEW = `new: { certificate: "certificates/new-ca.pem", mode: "DEFAULT", verificationCertificate: "certificates/proof.pem", ${PROVISION} }`;

/** Returns the stack's settings with the authorities and the thing's certificates, which the rollover changes. */
const settings = (authorities: readonly string[], certificates: readonly string[]): string =>
  `name: "${STACK}", region: "${REGION}",
    groups: { sensors: { clientIds: ["{thingName}"], publish: ["up/{thingName}/#"] } },
    certificates: {
      authorities: { ${authorities.join(", ")} },
      things: { "sensor-1": { group: "sensors", certificate: ${JSON.stringify(certificates)} } },
      onDestroy: "deactivate",
    }`;

type Device = Awaited<ReturnType<typeof deviceOf>>;

describeWith(
  ["terraform", "provider-mirror", "moto_server"],
  "Replacing a certificate authority whose devices are connected",
  () => {
    let moto: Moto;
    let standIn: StandIn;
    let terraform: Terraform;
    let checkout: Checkout;
    let folder: string;
    /**
     * Certificates by the old authority: of `sensor-1`, which the configuration names, and of `sensor-2`, which is
     * provisioned just in time.
     */
    let before: readonly Device[];
    /** Certificates of the same devices by the new authority. */
    let after: readonly Device[];

    const registry = () => standIn.core.controlPlane.store.region(REGION).registry;
    const statuses = () =>
      Object.fromEntries(
        [...registry().certificates.values()].map(({ content, status }) => [content.pem.trim(), status]),
      );
    const apply = async (authorities: readonly string[], certificates: readonly string[]): Promise<void> => {
      await checkout.configure(settings(authorities, certificates));
      await checkout.synth();
      const { code, output } = await terraform.apply(folder);
      if (code !== 0) throw new Error(output);
    };
    const connect = (device: Device | undefined, clientId: string): Promise<MqttClient> =>
      connectDevice(standIn.core, { cert: device?.certificate ?? "", key: device?.key ?? "" }, { clientId });
    /** Connects a device that is provisioned just in time. AWS drops the first connection. */
    const provisioned = async (device: Device | undefined, clientId: string): Promise<MqttClient> => {
      await expect(connect(device, clientId)).rejects.toThrow();
      return connect(device, clientId);
    };
    /** Checks that a client may publish and stays connected. */
    const works = async (client: MqttClient, name: string) => {
      await client.publishAsync(`up/${name}/x`, "21", { qos: 1 });
      expect(client.connected).toBe(true);
    };

    beforeAll(async () => {
      const [old, next] = await Promise.all([authority(365, "P-256", "old CA"), authority(3650, "P-256", "new CA")]);
      moto = await startMoto({ managedPolicies: true });
      standIn = await startEmpty({ region: REGION, controlPlane: { forwardTo: moto.url } });
      terraform = await makeTerraform(standIn.core.controlPlane.url, REGION);
      checkout = await makeCheckout(settings([OLD], ["certificates/sensor-1-old.pem"]));
      folder = checkout.stackFolder(STACK);
      const of = (ca: typeof old) =>
        Promise.all(["sensor-1", "sensor-2"].map((commonName) => deviceOf(ca, { commonName })));
      [before, after] = await Promise.all([of(old), of(next)]);
      const { registrationCode } = registry();
      await putCertificates(checkout, {
        "old-ca.pem": old.certificate,
        "new-ca.pem": next.certificate,
        "proof.pem": await createVerification(registrationCode, next, { days: 30, now: Date.now() }),
        "sensor-1-old.pem": before[0]?.certificate ?? "",
        "sensor-1-new.pem": after[0]?.certificate ?? "",
      });
      await apply([OLD], ["certificates/sensor-1-old.pem"]);
    });
    afterAll(async () => {
      await checkout?.remove();
      await terraform?.close();
      await standIn?.close();
      await moto?.stop();
    });

    it("disconnects no device at any step", async () => {
      const [one, two] = [await connect(before[0], "sensor-1"), await provisioned(before[1], "sensor-2")];
      const closed = jest.fn();
      for (const client of [one, two]) client.on("close", closed);

      // The new authority is added to the old one, and the named thing's new certificate to its old one.
      await apply([OLD, NEW], ["certificates/sensor-1-old.pem", "certificates/sensor-1-new.pem"]);
      expect([...registry().authorities.values()].map(({ mode }) => mode).sort()).toEqual(["DEFAULT", "SNI_ONLY"]);
      await works(one, "sensor-1");
      await works(two, "sensor-2");
      expect(closed).not.toHaveBeenCalled();
      for (const client of [one, two]) await client.endAsync();

      // The devices get their new certificates, and connect with them.
      const [newOne, newTwo] = [await connect(after[0], "sensor-1"), await provisioned(after[1], "sensor-2")];
      closed.mockClear();
      for (const client of [newOne, newTwo]) client.on("close", closed);

      // The old certificate is removed, and then the old authority.
      await apply([OLD, NEW], ["certificates/sensor-1-new.pem"]);
      await apply([NEW], ["certificates/sensor-1-new.pem"]);
      await works(newOne, "sensor-1");
      await works(newTwo, "sensor-2");
      expect(closed).not.toHaveBeenCalled();
      for (const client of [newOne, newTwo]) await client.endAsync();
    });

    it("leaves only the new authority and its template, and the next plan has no changes", async () => {
      expect([...registry().authorities.values()].map(({ content }) => content.x509.subject)).toEqual(["CN=new CA"]);
      expect([...registry().templates.keys()]).toEqual([`${STACK}-new`]);
      expect((await terraform.plan(folder)).output).toContain("No changes");
    });

    it("leaves certificates that the old authority provisioned ACTIVE, as AWS does", async () => {
      expect(statuses()[before[0]?.certificate.trim() ?? ""]).toBeUndefined();
      expect(statuses()[before[1]?.certificate.trim() ?? ""]).toBe("ACTIVE");
      await (await connect(before[1], "sensor-2")).endAsync();
    });

    it("with onDestroy: deactivate, destroy sets provisioned certificates INACTIVE and disconnects their devices", async () => {
      const connected = await connect(after[1], "sensor-2");
      const closed = new Promise<void>((resolve) => connected.once("close", () => resolve()));

      const { code, output } = await terraform.destroy(folder);

      expect(code === 0 ? "" : output).toBe("");
      for (const [at, status] of [before[1], after[1]].entries()) {
        expect([at, statuses()[status?.certificate.trim() ?? ""]]).toEqual([at, "INACTIVE"]);
      }
      expect(output).toMatch(
        /Policy fleet-sensors: detached from certificate [0-9a-f]{12}… of thing sensor-2, which is INACTIVE now\./,
      );
      expect([...registry().things.keys()]).toEqual(["sensor-2"]);
      await closed;
    });
  },
);
