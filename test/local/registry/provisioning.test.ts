import type { LocalEvent, RegisteredDevices } from "../../../local";
import { type StandIn, startEmpty } from "../../helpers/stand-in";
import { connectDevice, DEVICE_POLICY } from "./connect-device";
import { type DeviceFiles, makeAuthority, makeKeys, type TestAuthority } from "./device-certificates";

const ID = "AWS::IoT::Certificate::Id";
const NAME = "AWS::IoT::Certificate::CommonName";

/**
 * Returns a template for just-in-time provisioning.
 * @param thing Added to the thing.
 * @param parameters Added to the parameters
 */
const template = (thing: object = {}, parameters: object = {}, changes: object = {}) =>
  JSON.stringify({
    Parameters: { [NAME]: { Type: "String" }, [ID]: { Type: "String" }, ...parameters },
    Resources: {
      thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: { Ref: NAME }, ...thing }, ...changes },
      certificate: {
        Type: "AWS::IoT::Certificate",
        Properties: { CertificateId: { Ref: ID }, Status: "ACTIVE", ThingPrincipalType: "EXCLUSIVE_THING" },
      },
      policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: "sensors" } },
    },
  });

const turnedAway = (cause: string) => (event: LocalEvent) => event.event === "turned-away" && event.cause === cause;

describe("just-in-time provisioning", () => {
  let standIn: StandIn;
  let authority: TestAuthority;
  const registry = () => standIn.core.controlPlane.store.region("us-east-1").registry;
  const devices = (body: string | undefined, changes: Partial<RegisteredDevices> = {}): RegisteredDevices => ({
    authorities: [
      {
        id: "factory",
        pem: authority.pem,
        mode: "SNI_ONLY",
        active: true,
        autoRegistration: true,
        ...(body !== undefined && { template: "sensors" }),
      },
    ],
    templates:
      body === undefined
        ? []
        : [{ name: "sensors", body, roleArn: "arn:aws:iam::123456789012:role/sensors", enabled: true }],
    policies: [{ name: "sensors", document: DEVICE_POLICY }],
    ...changes,
  });
  const firstConnection = async (files: DeviceFiles, cause: string): Promise<LocalEvent> => {
    await expect(connectDevice(standIn.core, files)).rejects.toThrow();
    return standIn.seen(turnedAway(cause));
  };
  beforeAll(async () => {
    authority = await makeAuthority();
  });
  beforeEach(async () => {
    standIn = await startEmpty();
  });
  afterEach(() => standIn?.close());

  it.each(["ecdsa", "rsa"] as const)(
    "drops the first connection with an %s key and lets the next one in",
    async (kind) => {
      await standIn.core.registerDevices(devices(template()));
      const files = await authority.issue({ kind });
      expect(await firstConnection(files, "provisioned")).toMatchObject({
        message: expect.stringContaining("thing sensor-1"),
      });
      const client = await connectDevice(standIn.core, files);
      await client.publishAsync("devices/sensor-1/x", "x", { qos: 1 });
      await client.endAsync();
      const [certificate] = registry().certificates.values();
      expect(certificate).toMatchObject({ status: "ACTIVE", authorityId: [...registry().authorities.keys()][0] });
      expect(registry().thingPrincipals.kindOf("sensor-1", certificate?.arn ?? "")).toBe("EXCLUSIVE_THING");
      expect(registry().policyTargets.leftsOf(certificate?.arn ?? "")).toEqual(["sensors"]);
    },
  );

  it("creates the resources of AWS's published template: attributes, thing type, groups, and a policy from its document", async () => {
    const document = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: ["iot:Publish"], Resource: ["arn:aws:iot:us-east-1:123456789012:topic/foo/bar"] },
      ],
    };
    const serial = "AWS::IoT::Certificate::SerialNumber";
    const country = "AWS::IoT::Certificate::Country";
    const body = JSON.parse(
      template(
        {
          AttributePayload: { version: "v1", serialNumber: { Ref: serial } },
          ThingTypeName: "lightBulb-versionA",
          ThingGroups: ["v1-lightbulbs", { Ref: country }],
        },
        { [serial]: { Type: "String" }, [country]: { Type: "String" } },
        { OverrideSettings: { AttributePayload: "MERGE", ThingTypeName: "REPLACE", ThingGroups: "DO_NOTHING" } },
      ),
    );
    body.Resources.policy.Properties = { PolicyDocument: JSON.stringify(document) };
    await standIn.core.registerDevices(
      devices(JSON.stringify(body), {
        thingTypes: [{ name: "lightBulb-versionA" }],
        thingGroups: [{ name: "v1-lightbulbs" }, { name: "DE" }],
      }),
    );
    await firstConnection(await authority.issue({ subject: "CN=bulb-1, C=DE, 2.5.4.5=SN42" }), "provisioned");
    expect(registry().things.get("bulb-1")).toMatchObject({
      typeName: "lightBulb-versionA",
      attributes: { version: "v1", serialNumber: "SN42" },
    });
    expect(registry().groupMembers.leftsOf("bulb-1")).toEqual(["v1-lightbulbs", "DE"]);
    const made = [...registry().policies.values()].find(({ name }) => name !== "sensors");
    expect(made?.name).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.parse(made?.versions[0]?.document ?? "")).toEqual(document);
  });

  it.each([
    [
      "a field that the certificate lacks",
      template({}, { "AWS::IoT::Certificate::Country": { Type: "String" } }),
      {},
      /needs AWS::IoT::Certificate::Country, and the certificate's subject has no Country/,
    ],
    ["a thing type that does not exist", template({ ThingTypeName: "none" }), {}, /Thing type none does not exist/],
    ["a thing group that does not exist", template({ ThingGroups: ["none"] }), {}, /Thing group none does not exist/],
    ["a policy that does not exist", template(), { policies: [] }, /Policy sensors does not exist/],
    [
      "a function of fleet provisioning",
      template({ ThingName: { "Fn::Join": ["", ["a", "b"]] } }),
      {},
      /Fn::Join, which is for fleet provisioning/,
    ],
    [
      "more attributes than a thing may have",
      template({ AttributePayload: { a: "1", b: "2", c: "3", d: "4" } }),
      {},
      /more than 3 attributes/,
    ],
  ])("fails for %s, says why, and succeeds after that is corrected", async (_, body, changes, why) => {
    await standIn.core.registerDevices(devices(body, changes));
    const files = await authority.issue();
    expect(await firstConnection(files, "provisioning-failed")).toMatchObject({ message: expect.stringMatching(why) });
    expect([...registry().certificates.values()]).toMatchObject([{ status: "PENDING_ACTIVATION" }]);
    expect(registry().things.size).toBe(0);
    await standIn.core.registerDevices(devices(template()));
    await firstConnection(files, "provisioned");
    await (await connectDevice(standIn.core, files)).endAsync();
  });

  it("fails for a common name that cannot be a thing's name", async () => {
    await standIn.core.registerDevices(devices(template()));
    const failed = await firstConnection(
      await authority.issue({ subject: "CN=sensor.example.com" }),
      "provisioning-failed",
    );
    expect(failed).toMatchObject({
      message: expect.stringContaining('"sensor.example.com" cannot be a thing\'s name'),
    });
  });

  it("without a template registers the certificate, and publishes AWS's event at every connection until it is ACTIVE", async () => {
    const { core } = standIn;
    const watcher = await authority.issue({ subject: "CN=watcher" });
    await core.registerDevices(
      devices(undefined, {
        policies: [
          {
            name: "all",
            document: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}',
          },
        ],
        certificates: [{ id: "watcher", pem: watcher.cert, active: true, policies: ["all"] }],
      }),
    );
    const client = await connectDevice(core, watcher, { clientId: "watcher" });
    await client.subscribeAsync("$aws/events/certificates/registered/#", { qos: 1 });
    const told: string[] = [];
    const twice = new Promise<void>((resolve) =>
      client.on("message", (topic, payload) => {
        told.push(`${topic} ${payload}`);
        if (told.length === 2) resolve();
      }),
    );
    const files = await authority.issue();
    await firstConnection(files, "certificate-registered");
    await firstConnection(files, "certificate-pending");
    await twice;
    const [caId] = registry().authorities.keys();
    const certificate = [...registry().certificates.values()].find(({ status }) => status === "PENDING_ACTIVATION");
    expect(told[0]).toMatch(`$aws/events/certificates/registered/${caId} {`);
    expect(JSON.parse(told[0]?.slice(told[0].indexOf("{")) ?? "")).toEqual({
      certificateId: certificate?.id,
      caCertificateId: caId,
      timestamp: expect.any(Number),
      certificateStatus: "PENDING_ACTIVATION",
      awsAccountId: "123456789012",
      certificateRegistrationTimestamp: expect.stringMatching(/^\d+$/),
    });
    await client.endAsync();
  });

  it.each([
    ["an authority that is INACTIVE", { active: false }, "certificate-authority-inactive"],
    ["an authority without automatic registration", { autoRegistration: false }, "certificate-no-auto-registration"],
  ])("does not register the certificates of %s", async (_, change, cause) => {
    const { authorities = [], ...others } = devices(template());
    await standIn.core.registerDevices({ ...others, authorities: authorities.map((one) => ({ ...one, ...change })) });
    await firstConnection(await authority.issue(), cause);
    expect(registry().certificates.size).toBe(0);
  });

  it("does not register a certificate of another authority with the same name, or an expired certificate", async () => {
    authority = await makeAuthority({ name: "CN=Same" });
    await standIn.core.registerDevices(devices(template()));
    await firstConnection(await (await makeAuthority({ name: "CN=Same" })).issue(), "certificate-not-by-authority");
    await firstConnection(await authority.issue({ from: -3, until: -1 }), "certificate-expired");
    expect(registry().certificates.size).toBe(0);
  });

  it("provisions each of many devices once, even if they connect at the same time", async () => {
    const { core } = standIn;
    await core.registerDevices(devices(template()));
    const keys = await makeKeys();
    const files = await Promise.all(
      Array.from({ length: 200 }, (_, at) => authority.issue({ subject: `CN=device-${at}`, keys })),
    );
    const attempts = (round: string) =>
      Promise.allSettled(
        files.map(async (one, at) => {
          const client = await connectDevice(core, one, { clientId: `device-${at}` });
          await client.endAsync();
          return round;
        }),
      );
    expect((await attempts("first")).filter(({ status }) => status === "fulfilled")).toEqual([]);
    expect((await attempts("second")).filter(({ status }) => status === "rejected")).toEqual([]);
    expect(registry().things.size).toBe(200);
    expect([...registry().certificates.values()].filter(({ status }) => status === "ACTIVE")).toHaveLength(200);
  });
});
