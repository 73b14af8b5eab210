import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalEvent, RegisteredDevices } from "../../local";
import { describeWith, findProgram } from "../helpers/needs";
import { run } from "../helpers/run";
import { type StandIn, startEmpty } from "../helpers/stand-in";
import { DEVICE_POLICY } from "../local/registry/connect-device";
import { type DeviceFiles, makeAuthority, type TestAuthority } from "../local/registry/device-certificates";

const ID = "AWS::IoT::Certificate::Id";
const NAME = "AWS::IoT::Certificate::CommonName";
const TEMPLATE = JSON.stringify({
  Parameters: { [NAME]: { Type: "String" }, [ID]: { Type: "String" } },
  Resources: {
    thing: { Type: "AWS::IoT::Thing", Properties: { ThingName: { Ref: NAME } } },
    certificate: { Type: "AWS::IoT::Certificate", Properties: { CertificateId: { Ref: ID }, Status: "ACTIVE" } },
    policy: { Type: "AWS::IoT::Policy", Properties: { PolicyName: "sensors" } },
  },
});

let standIn: StandIn;
let authority: TestAuthority;
let folder: string;

async function begin(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "iot-auth-clients-"));
  standIn = await startEmpty();
  authority = await makeAuthority();
  const devices: RegisteredDevices = {
    authorities: [
      {
        id: "factory",
        pem: authority.pem,
        mode: "SNI_ONLY",
        active: true,
        autoRegistration: true,
        template: "sensors",
      },
    ],
    templates: [{ name: "sensors", body: TEMPLATE, roleArn: "arn:aws:iam::123456789012:role/sensors", enabled: true }],
    policies: [{ name: "sensors", document: DEVICE_POLICY }],
  };
  await standIn.core.registerDevices(devices);
}

async function end(): Promise<void> {
  await standIn?.close();
  await rm(folder, { recursive: true, force: true });
}

/** Writes a device's files. */
async function filesOf(name: string, files: DeviceFiles): Promise<{ readonly cert: string; readonly key: string }> {
  const paths = { cert: join(folder, `${name}.cert.pem`), key: join(folder, `${name}.key.pem`) };
  await writeFile(paths.cert, files.cert);
  await writeFile(paths.key, files.key, { mode: 0o600 });
  return paths;
}

const turnedAway = (cause: string) => (event: LocalEvent) => event.event === "turned-away" && event.cause === cause;

describeWith(["mosquitto_pub"], "mosquitto with a certificate", () => {
  beforeAll(begin);
  afterAll(end);

  const publish = (
    paths: { cert: string; key: string },
    clientId: string,
    topic: string,
    more: readonly string[] = [],
  ) => {
    const { core } = standIn;
    const port = more.length > 0 ? core.port : core.mqttsPort;
    const login = [
      "-h",
      "localhost",
      "-p",
      String(port),
      "--cafile",
      core.certificates.caFile,
      "--cert",
      paths.cert,
      "--key",
      paths.key,
    ];
    const message = ["-V", "mqttv5", "-i", clientId, "-q", "1", "-t", topic, "-m", "x", "-d"];
    return run(findProgram("mosquitto_pub") as string, [...login, ...more, ...message], { timeout: 15_000 });
  };

  it.each([
    ["ecdsa", "the port for certificates", []],
    ["rsa", "the port for certificates", []],
    ["ecdsa", "the first port, by ALPN", ["--tls-alpn", "x-amzn-mqtt-ca"]],
  ] as const)(
    "with an %s key is provisioned just in time at %s, and held to its own topics",
    async (kind, where, more) => {
      const name = `${kind}-${where.replaceAll(/\W+/g, "-")}`;
      const paths = await filesOf(name, await authority.issue({ subject: `CN=${name}`, kind }));
      const first = await publish(paths, name, `devices/${name}/x`, more);
      expect(first.output).not.toMatch(/received PUBACK/);
      await standIn.seen(
        (event) => turnedAway("provisioned")(event) && JSON.stringify(event).includes(`thing ${name},`),
      );
      expect((await publish(paths, name, `devices/${name}/x`, more)).output).toMatch(/received PUBACK/);
      expect((await publish(paths, name, "devices/other/x", more)).output).toMatch(/Not authorized|RC:135/i);
      expect((await publish(paths, "other", `devices/${name}/x`, more)).output).not.toMatch(/received PUBACK/);
    },
  );

  it("is turned away with a certificate that has expired, and without one", async () => {
    const expired = await filesOf("expired", await authority.issue({ from: -3, until: -1 }));
    expect((await publish(expired, "sensor-1", "devices/sensor-1/x")).output).not.toMatch(/received PUBACK/);
    await standIn.seen(turnedAway("certificate-expired"));
  });
});

describe("The AWS IoT Device SDK with a certificate", () => {
  beforeAll(begin);
  afterAll(end);

  it("is provisioned just in time, connects again by itself, and is held to its own topics", async () => {
    const paths = await filesOf("sensor-9", await authority.issue({ subject: "CN=sensor-9", kind: "rsa" }));
    const { core } = standIn;
    const options = { ...paths, ca: core.certificates.caFile, port: core.mqttsPort, clientId: "sensor-9" };
    const args = [join(__dirname, "aws-sdk-certificate.cjs"), JSON.stringify(options)];
    const { output } = await run(process.execPath, args, { timeout: 30_000 });
    expect(output).toMatch(/^refused /);
    expect(output).toContain("connected\nforbidden publish 135\nreceived devices/sensor-9/x hello from the SDK\n");
    await standIn.seen(turnedAway("provisioned"));
  });
});
