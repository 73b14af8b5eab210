import { readFileSync } from "node:fs";
import {
  ClearDefaultAuthorizerCommand,
  CreateDomainConfigurationCommand,
  UpdateDomainConfigurationCommand,
} from "@aws-sdk/client-iot";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { describeWith, findProgram } from "../helpers/needs";
import { run } from "../helpers/run";
import type { StandIn } from "../helpers/stand-in";
import { clientFor, closeAll } from "../local/control-plane/start";
import { type SocksProxy, startSocksProxy } from "./socks-proxy";
import { startStandIn } from "./stand-in";
import { CAMERA, PASSWORD, PRINTER } from "./users";

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";

/** Endpoints besides the account's endpoint, each with the stack's authorizer as its default. */
const ENDPOINTS = {
  "any.example.com": {},
  "off.example.com": {},
  "mqtt.example.com": { authenticationType: "CUSTOM_AUTH", applicationProtocol: "SECURE_MQTT" },
  "wss.example.com": { authenticationType: "CUSTOM_AUTH", applicationProtocol: "MQTT_WSS" },
} as const;

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
  const iot = clientFor(standIn.core.controlPlane.url);
  // Without a default authorizer of the account, a client can log in only with the endpoint's authorizer.
  await iot.send(new ClearDefaultAuthorizerCommand({}));
  for (const [domainName, types] of Object.entries(ENDPOINTS)) {
    await iot.send(
      new CreateDomainConfigurationCommand({
        domainConfigurationName: domainName,
        domainName,
        serverCertificateArns: [CERTIFICATE],
        authorizerConfig: { defaultAuthorizerName: "clients", allowAuthorizerOverride: false },
        ...types,
      }),
    );
  }
  const off = { domainConfigurationName: "off.example.com", domainConfigurationStatus: "DISABLED" } as const;
  await iot.send(new UpdateDomainConfigurationCommand(off));
});
afterAll(async () => {
  await closeAll();
  await standIn?.close();
});

describe("mqtt.js with the endpoint's name as servername", () => {
  const clients: MqttClient[] = [];
  afterEach(() => Promise.all(clients.splice(0).map((client) => client.endAsync(true))));

  const connect = async (servername: string, clientId: string, options: IClientOptions = {}): Promise<MqttClient> => {
    const wss = options.protocol === "wss";
    const client = await connectAsync({
      protocol: "mqtts",
      host: "localhost",
      port: Number(standIn.port),
      ca: readFileSync(standIn.caFile),
      ...(wss ? { path: "/mqtt", wsOptions: { servername } } : { servername, ALPNProtocols: ["mqtt"] }),
      reconnectPeriod: 0,
      protocolVersion: 5,
      clientId,
      username: clientId,
      password: PASSWORD,
      ...options,
    } as IClientOptions);
    clients.push(client);
    return client;
  };

  it("logs in at several endpoints without naming an authorizer, and receives messages of the other endpoints", async () => {
    const camera = await connect("any.example.com", CAMERA);
    const printer = await connect("wss.example.com", PRINTER, { protocol: "wss" });
    const other = await connect("mqtt.example.com", `${PRINTER}-2`, { username: PRINTER, protocolVersion: 4 });
    await camera.subscribeAsync("telemetry/#", { qos: 1 });
    const topics: string[] = [];
    const both = new Promise<void>((resolve) => {
      camera.on("message", (topic) => {
        if (topics.push(topic) === 2) resolve();
      });
    });

    await printer.publishAsync(`telemetry/${PRINTER}/wss`, "x", { qos: 1 });
    await other.publishAsync(`telemetry/${PRINTER}/tls`, "x", { qos: 1 });
    await both;

    expect(topics.sort()).toEqual([`telemetry/${PRINTER}/tls`, `telemetry/${PRINTER}/wss`]);
  });

  it("is turned away with a WebSocket without ALPN, at an endpoint that takes MQTT without ALPN", async () => {
    const before = standIn.events.length;

    await expect(connect("mqtt.example.com", CAMERA, { protocol: "wss" })).rejects.toThrow();

    const turnedAway = standIn.events.slice(before).filter(({ event }) => event === "turned-away");
    expect(turnedAway).toMatchObject([{ cause: "not-mqtt" }]);
  });

  it.each([
    ["the endpoint is DISABLED", "off.example.com", {}, "endpoint off.example.com is DISABLED"],
    ["the endpoint accepts another protocol", "wss.example.com", {}, "accepts MQTT_WSS only, not SECURE_MQTT"],
    [
      "the endpoint accepts another protocol than the one chosen by ALPN",
      "mqtt.example.com",
      { protocol: "wss", wsOptions: { servername: "mqtt.example.com", ALPNProtocols: ["http/1.1"] } },
      "accepts SECURE_MQTT only, not MQTT_WSS",
    ],
    [
      "the client names another authorizer",
      "any.example.com",
      { username: `${CAMERA}?x-amz-customauthorizer-name=other` },
      "does not let clients name an authorizer other than clients",
    ],
    ["the endpoint is the account's, which has no default", "localhost", {}, "no default authorizer is set"],
    [
      "no endpoint has the name, so that the account's endpoint is used",
      "none.example.com",
      { rejectUnauthorized: false },
      "no default authorizer is set",
    ],
  ])("is refused if %s", async (_what, name, options, reason) => {
    const before = standIn.events.length;

    await expect(connect(name, CAMERA, options as IClientOptions)).rejects.toMatchObject({ code: 0x87 });

    const decisions = standIn.events.slice(before).filter(({ event }) => event === "decision");
    expect(decisions).toMatchObject([{ allowed: false, reason: expect.stringContaining(reason) }]);
  });

  it("receives no certificate for a name that no endpoint has", async () => {
    await expect(connect("none.example.com", CAMERA)).rejects.toMatchObject({ code: "ERR_TLS_CERT_ALTNAME_INVALID" });
  });
});

describeWith(
  ["mosquitto_pub"],
  "mosquitto_pub, with a proxy that resolves the endpoint's name to this computer,",
  () => {
    let proxy: SocksProxy;
    beforeAll(async () => {
      proxy = await startSocksProxy(Number(standIn.port));
    });
    afterAll(() => proxy.close());

    const publish = (host: string) =>
      run(
        findProgram("mosquitto_pub") as string,
        [
          ...["-h", host, "-p", standIn.port, "--proxy", proxy.url, "--cafile", standIn.caFile, "--tls-alpn", "mqtt"],
          ...["-i", PRINTER, "-u", PRINTER, "-P", PASSWORD, "-t", `telemetry/${PRINTER}`, "-m", "x", "-q", "1", "-d"],
        ],
        { timeout: 15_000 },
      );

    it.each(["any.example.com", "mqtt.example.com"])("publishes at %s without naming an authorizer", async (host) => {
      expect((await publish(host)).output).toMatch(/received PUBACK/);
      expect(proxy.asked.at(-1)).toBe(host);
    });

    it.each(["off.example.com", "wss.example.com", "localhost"])("is refused at %s", async (host) => {
      expect((await publish(host)).output).toMatch(/CONNACK \(5\)/);
    });

    it("receives no certificate for a name that no endpoint has", async () => {
      expect((await publish("none.example.com")).output).toMatch(/host name verification failed|A TLS error occurred/);
    });
  },
);

describeWith(["curl"], "curl with --connect-to for the endpoint's name", () => {
  it("verifies the certificate, and is answered 403 since the endpoint accepts only MQTT", async () => {
    const url = `https://mqtt.example.com:${standIn.port}/topics/telemetry/x?qos=1`;
    const { output } = await run(findProgram("curl") as string, [
      ...["--silent", "--show-error", "--cacert", standIn.caFile, "--data", "x", "--write-out", " %{http_code}"],
      ...["--connect-to", `mqtt.example.com:${standIn.port}:localhost:${standIn.port}`, url],
    ]);

    expect(output).toMatch(/\{"message":"Forbidden","traceId":"[^"]+"\} 403/);
  });
});
