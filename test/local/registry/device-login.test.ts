import type { LocalEvent, RegisteredDevices } from "../../../local";
import { type StandIn, startEmpty } from "../../helpers/stand-in";
import { connectDevice, DEVICE_POLICY } from "./connect-device";
import { type DeviceFiles, makeAuthority, makeRequest, type TestAuthority } from "./device-certificates";

const turnedAway = (cause: string) => (event: LocalEvent) => event.event === "turned-away" && event.cause === cause;

describe("a device with a registered certificate", () => {
  let standIn: StandIn;
  let authority: TestAuthority;
  let files: DeviceFiles;
  const devices = (changes: Partial<RegisteredDevices> = {}): RegisteredDevices => ({
    policies: [{ name: "sensors", document: DEVICE_POLICY }],
    certificates: [{ id: "one", pem: files.cert, active: true, policies: ["sensors"] }],
    things: [{ name: "sensor-1", certificates: ["one"] }],
    ...changes,
  });
  beforeAll(async () => {
    authority = await makeAuthority();
  });
  beforeEach(async () => {
    files = await authority.issue();
    standIn = await startEmpty();
  });
  afterEach(() => standIn?.close());

  it.each([
    ["the port for certificates", {}],
    ["the first port, by ALPN", { ALPNProtocols: ["x-amzn-mqtt-ca"] }],
  ])("logs in at %s and may do only what its policy allows", async (_, options) => {
    const { core } = standIn;
    await core.registerDevices(devices());
    const client = await connectDevice(core, files, {
      ...("ALPNProtocols" in options && { port: core.port }),
      ...options,
    });
    await client.subscribeAsync("devices/sensor-1/in");
    const received = new Promise((resolve) => client.once("message", (topic) => resolve(topic)));
    await client.publishAsync("devices/sensor-1/in", "x", { qos: 1 });
    await expect(received).resolves.toBe("devices/sensor-1/in");
    await expect(client.publishAsync("devices/sensor-2/in", "x", { qos: 1 })).rejects.toMatchObject({ code: 135 });
    await client.endAsync();
  });

  it("logs in with an RSA key, and over MQTT 3.1.1", async () => {
    files = await authority.issue({ kind: "rsa" });
    await standIn.core.registerDevices(devices());
    const client = await connectDevice(standIn.core, files, { protocolVersion: 4 });
    await client.endAsync();
  });

  it("is refused with a client id that is not its thing's name, and the log says so", async () => {
    await standIn.core.registerDevices(devices());
    await expect(connectDevice(standIn.core, files, { clientId: "sensor-2" })).rejects.toMatchObject({ code: 135 });
    const told = await standIn.seen((event) => event.event === "decision" && !event.allowed);
    expect(told).toMatchObject({
      action: "iot:Connect",
      reason: expect.stringMatching(
        /the client id "sensor-2" must be the name of a thing of the certificate: sensor-1$/,
      ),
    });
  });

  it("is refused without a policy, and the log says so", async () => {
    await standIn.core.registerDevices(devices({ certificates: [{ id: "one", pem: files.cert, active: true }] }));
    await expect(connectDevice(standIn.core, files)).rejects.toMatchObject({ code: 135 });
    const told = await standIn.seen((event) => event.event === "decision" && !event.allowed);
    expect(told).toMatchObject({
      reason: expect.stringMatching(/has no policy attached: aws iot attach-policy --target arn:/),
    });
  });

  it("logs in with any client id that its policy allows if the certificate is exclusive to its thing", async () => {
    const document = DEVICE_POLICY.replace(/client\/[^"]*"/, 'client/*"');
    const exclusive = [{ name: "sensor-1", certificates: ["one"], exclusive: true }];
    await standIn.core.registerDevices(devices({ policies: [{ name: "sensors", document }], things: exclusive }));
    const client = await connectDevice(standIn.core, files, { clientId: "another" });
    await client.publishAsync("devices/sensor-1/x", "x", { qos: 1 });
    await client.endAsync();
  });

  it.each(["INACTIVE", "REVOKED"] as const)(
    "is disconnected when its certificate becomes %s, and refused from then on",
    async (status) => {
      const { core } = standIn;
      await core.registerDevices(devices());
      const client = await connectDevice(core, files);
      const reason = new Promise((resolve) => client.once("disconnect", (packet) => resolve(packet.reasonCode)));
      const { registry } = core.controlPlane.store.region("us-east-1");
      const [certificate] = registry.certificates.values();
      registry.setCertificate({ ...(certificate as NonNullable<typeof certificate>), status });
      await expect(reason).resolves.toBe(135);
      await expect(connectDevice(core, files)).rejects.toThrow();
      expect(await standIn.seen(turnedAway(`certificate-${status.toLowerCase()}`))).toMatchObject({
        message: expect.stringContaining(status),
        remedy: expect.any(String),
      });
    },
  );

  it.each([
    ["expired", { from: -3, until: -1 }],
    ["not-yet-valid", { from: 1, until: 3 }],
  ])("is refused with a certificate that is %s", async (cause, validity) => {
    files = await authority.issue(validity);
    await standIn.core.registerDevices(devices());
    await expect(connectDevice(standIn.core, files)).rejects.toThrow();
    await standIn.seen(turnedAway(`certificate-${cause}`));
  });

  it("is refused without a certificate, and with an unknown certificate", async () => {
    const { core } = standIn;
    await expect(connectDevice(core, {} as DeviceFiles)).rejects.toThrow();
    await standIn.seen(turnedAway("no-client-certificate"));
    await expect(connectDevice(core, files)).rejects.toThrow();
    await standIn.seen(turnedAway("certificate-unknown"));
  });

  it("keeps its connection when the stack is loaded again, and gets the rights of the new policy", async () => {
    const { core } = standIn;
    await core.registerDevices(devices());
    const client = await connectDevice(core, files);
    await core.registerDevices(
      devices({ policies: [{ name: "sensors", document: DEVICE_POLICY.replaceAll("devices/", "fleet/") }] }),
    );
    await client.publishAsync("fleet/sensor-1/x", "x", { qos: 1 });
    await expect(client.publishAsync("devices/sensor-1/x", "x", { qos: 1 })).rejects.toMatchObject({ code: 135 });
    await client.endAsync();
  });

  it("has the certificate that was issued for its request, which is the same at every load", async () => {
    const { core } = standIn;
    const { csr, key } = await makeRequest();
    const requested = devices({ certificates: [{ id: "one", csrPem: csr, active: true, policies: ["sensors"] }] });
    await core.registerDevices(requested);
    const { registry } = core.controlPlane.store.region("us-east-1");
    const [issued] = registry.certificates.values();
    const client = await connectDevice(core, { cert: issued?.content.pem ?? "", key });
    await core.registerDevices(requested);
    expect([...registry.certificates.keys()]).toEqual([issued?.id]);
    await client.publishAsync("devices/sensor-1/x", "x", { qos: 1 });
    await client.endAsync();
  });

  it.each([
    ["what is no certificate", { pem: "none" }, /^certificate one must be an X.509 certificate in PEM format/],
    [
      "what is no request",
      { csrPem: "none" },
      /would refuse the stack's certificates and things: certificateSigningRequest/,
    ],
    ["a policy that it does not have", { policies: ["none"] }, /Policy none does not exist/],
  ])("cannot be loaded with %s, and the message says so", async (_, change, message) => {
    const certificate = { id: "one", active: true, ...("csrPem" in change ? {} : { pem: files.cert }), ...change };
    await expect(standIn.core.registerDevices(devices({ certificates: [certificate] }))).rejects.toThrow(message);
  });

  it("is disconnected when the stack no longer has its certificate", async () => {
    const { core } = standIn;
    await core.registerDevices(devices());
    const client = await connectDevice(core, files);
    const closed = new Promise((resolve) => client.once("close", () => resolve("closed")));
    await core.registerDevices({});
    await expect(closed).resolves.toBe("closed");
    const { registry } = core.controlPlane.store.region("us-east-1");
    expect([registry.things.size, registry.policies.size, registry.certificates.size]).toEqual([0, 0, 0]);
  });
});
