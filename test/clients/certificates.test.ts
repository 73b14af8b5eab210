import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalEvent, RegisteredDevices } from "../../local";
import { describeWith, findProgram } from "../helpers/needs";
import { run } from "../helpers/run";
import { type StandIn, startEmpty } from "../helpers/stand-in";
import { DEVICE_POLICY } from "../local/registry/connect-device";
import { type DeviceFiles, makeAuthority, type TestAuthority } from "../local/registry/device-certificates";
import { type Program, start } from "./program";

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

/** Writes a device's certificate and key. @returns paths of the files */
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
    "with an %s key is provisioned just in time at %s, and may use only its own topics and client id",
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

  it("is disconnected when its certificate is revoked, and refused from then on", async () => {
    const { core } = standIn;
    const paths = await filesOf("revoked", await authority.issue({ subject: "CN=revoked" }));
    await publish(paths, "revoked", "devices/revoked/x");
    const login = ["-h", "localhost", "-p", String(core.mqttsPort), "--cafile", core.certificates.caFile];
    const certificate = ["--cert", paths.cert, "--key", paths.key];
    const listening = start(findProgram("mosquitto_sub") as string, [
      ...[...login, ...certificate, "-V", "mqttv5", "-i", "revoked", "-t", "devices/revoked/x", "-d"],
    ]);
    try {
      // mosquitto_sub prints nothing into a pipe before it ends, so the event says that it has subscribed.
      await standIn.seen((event) => event.event === "decision" && event.allowed && event.action === "iot:Subscribe");
      await revoke();
      expect((await publish(paths, "revoked", "devices/revoked/x")).output).not.toMatch(/received PUBACK/);
      await standIn.seen(turnedAway("certificate-revoked"));
    } finally {
      await listening.stop();
    }
  });

  it("is turned away with an expired certificate, and without a certificate", async () => {
    const expired = await filesOf("expired", await authority.issue({ from: -3, until: -1 }));
    expect((await publish(expired, "sensor-1", "devices/sensor-1/x")).output).not.toMatch(/received PUBACK/);
    await standIn.seen(turnedAway("certificate-expired"));

    const { mqttsPort, certificates } = standIn.core;
    const without = ["-h", "localhost", "-p", String(mqttsPort), "--cafile", certificates.caFile, "-i", "sensor-1"];
    const message = ["-q", "1", "-t", "devices/sensor-1/x", "-m", "x", "-d"];
    const { output } = await run(findProgram("mosquitto_pub") as string, [...without, ...message], { timeout: 15_000 });
    expect(output).not.toMatch(/received (CONNACK|PUBACK)/);
    await standIn.seen(turnedAway("no-client-certificate"));
  });
});

/**
 * Revokes the certificate with which a program is connected, and waits for the event that it was disconnected for that
 * reason.
 */
async function revoke(): Promise<void> {
  const { registry } = standIn.core.controlPlane.store.region("us-east-1");
  const certificate = [...registry.certificates.values()].at(-1);
  if (certificate === undefined) throw new Error("no certificate is registered");
  registry.setCertificate({ ...certificate, status: "REVOKED" });
  const line = `its certificate ${certificate.id} is REVOKED`;
  await standIn.seen((event) => event.event === "disconnected" && JSON.stringify(event).includes(line));
}

/** Clients that run as separate programs: how each is started, and what it prints. */
const PROGRAMS = [
  {
    needs: ["python3-paho-mqtt"],
    title: "paho-mqtt with a certificate",
    command: (options: object) => [
      "/usr/bin/python3",
      [join(__dirname, "paho-certificate.py"), JSON.stringify(options)],
    ],
    says: {
      dropped: /^disconnected: /,
      ownTopicsOnly: /subscribed: Not authorized Granted QoS 1\nreceived devices\/[\w-]+\/x hello from paho\n/,
      received: /received/,
      wrongClientId: /connect answered: Not authorized/,
      login: /connect answered: Success/,
      disconnected: /received.*\ndisconnected: /,
    },
    alpn: ["x-amzn-mqtt-ca"],
  },
  {
    needs: [],
    title: "The AWS IoT Device SDK with a certificate",
    command: (options: object) => [
      process.execPath,
      [join(__dirname, "aws-sdk-certificate.cjs"), JSON.stringify(options)],
    ],
    says: {
      dropped: /^refused /,
      ownTopicsOnly: /subscribed 135 1\nforbidden publish 135\nreceived devices\/[\w-]+\/x hello from the SDK\n/,
      received: /received/,
      wrongClientId: /refused 135/,
      login: /connected/,
      disconnected: /received.*\ndisconnected 135/,
    },
    alpn: [],
  },
] as const;

for (const { needs, title, command, says, alpn } of PROGRAMS) {
  describeWith(needs, title, () => {
    beforeAll(begin);
    afterAll(end);
    let running: Program | undefined;
    afterEach(() => running?.stop());

    const launch = (paths: object, clientId: string, more: object = {}): Program => {
      const { core } = standIn;
      const options = { ...paths, ca: core.certificates.caFile, port: core.mqttsPort, clientId, ...more };
      const [program, args] = command(options) as [string, string[]];
      running = start(program, args);
      return running;
    };
    const filesFor = async (name: string, kind: "ecdsa" | "rsa" = "ecdsa") =>
      filesOf(name, await authority.issue({ subject: `CN=${name}`, kind }));

    it.each([
      ...(["ecdsa", "rsa"] as const).map((kind) => [kind, "the port for certificates", undefined] as const),
      ...alpn.map((protocol) => ["ecdsa", "the first port, by ALPN", protocol] as const),
    ])(
      "and an %s key is provisioned just in time at %s, connects again by itself, and may use only its own topics",
      async (kind, where, protocol) => {
        const name = `${kind}-${where.replaceAll(/\W+/g, "-")}`;
        const more = protocol === undefined ? {} : { alpn: protocol, port: standIn.core.port };
        const paths = await filesFor(name, kind);
        const output = await launch(paths, name, more).printed(says.received);
        expect(output).toMatch(says.dropped);
        expect(output).toMatch(says.ownTopicsOnly);
        await standIn.seen(
          (event) => turnedAway("provisioned")(event) && JSON.stringify(event).includes(`thing ${name},`),
        );
        await standIn.seen(
          (event) => event.event === "decision" && !event.allowed && JSON.stringify(event).includes("devices/other/x"),
        );
        await running?.stop();

        // The thing exists now, so its policy refuses another client id.
        expect(await launch(paths, `${name}-2`, more).printed(says.wrongClientId)).not.toMatch(says.login);
      },
    );

    it("is disconnected when its certificate is revoked, and refused from then on", async () => {
      const paths = await filesFor("revoked");
      const client = launch(paths, "revoked", { stay: true });
      await client.printed(says.received);
      await revoke();
      await client.printed(says.disconnected);
      expect(await launch(paths, "revoked").ended()).not.toMatch(says.login);
      await standIn.seen(turnedAway("certificate-revoked"));
    });

    it("is turned away with an expired certificate", async () => {
      const expired = await filesOf("expired", await authority.issue({ from: -3, until: -1 }));
      expect(await launch(expired, "sensor-1").ended()).not.toMatch(says.login);
      await standIn.seen(turnedAway("certificate-expired"));
    });
  });
}
