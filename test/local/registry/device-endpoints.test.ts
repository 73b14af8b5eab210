import { request } from "node:https";
import type { LocalEvent } from "../../../local";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { connectDevice } from "./connect-device";
import { type DeviceFiles, makeAuthority } from "./device-certificates";

const ARN = "arn:aws:iot:us-east-1:123456789012";
const policy = (...resources: string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "iot:*", Resource: resources.map((one) => `${ARN}:${one}`) }],
  });

/** Code of a handler that allows publishing to `by-function`, and returns the principal that the event names. */
const HANDLER = allowing(`
  const { principalId } = event.protocolData.tls;
  if (principalId) answer.principalId = principalId;
  answer.policyDocuments = [${policy("topic/by-function")}];`);

describe("an endpoint", () => {
  let standIn: CustomStandIn;
  let files: DeviceFiles;
  const endpoint = (
    authenticationType: "CUSTOM_AUTH_X509" | "CUSTOM_AUTH" | "AWS_X509",
    protocol: "SECURE_MQTT" | "HTTPS",
  ) => {
    const region = standIn.core.controlPlane.store.region("us-east-1");
    region.domainConfigurations.set("own", {
      name: "own",
      arn: `${ARN}:domainconfiguration/own/abcde`,
      domainName: "iot.example.com",
      domainType: "CUSTOMER_MANAGED",
      status: "ENABLED",
      lastStatusChangeDate: 0,
      authenticationType,
      applicationProtocol: protocol,
      ...(authenticationType !== "AWS_X509" && {
        authorizerConfig: { defaultAuthorizerName: "custom", allowAuthorizerOverride: false },
      }),
      serverCertificateArns: [],
      tlsConfig: {},
      tags: new Map(),
    });
  };
  const post = (
    topic: string,
    options: { servername?: string; port?: number; ALPNProtocols?: string[]; cert?: string },
  ) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { core } = standIn;
      const all = {
        host: "localhost",
        port: core.mqttsPort,
        path: `/topics/${topic}?qos=1`,
        method: "POST",
        agent: false,
      };
      const asking = request(
        { ...all, ca: core.certificates.ca, ...files, ALPNProtocols: ["http/1.1"], ...options },
        (response) => {
          response.resume().on("end", () => resolve(response.statusCode));
        },
      );
      asking.on("error", reject).end("x");
    });
  const refusal = (event: LocalEvent) => event.event === "decision" && !event.allowed;

  beforeEach(async () => {
    standIn = await startWithHandler(HANDLER, {}, { setAsDefault: false });
    files = await (await makeAuthority()).issue();
    await standIn.core.registerDevices({
      policies: [{ name: "own", document: policy("client/sensor-1", "topic/by-certificate") }],
      certificates: [{ id: "one", pem: files.cert, active: true, policies: ["own"] }],
      things: [{ name: "sensor-1", certificates: ["one"] }],
    });
  });
  afterEach(() => standIn?.close());

  it.each([
    ["the port for certificates", () => ({})],
    ["the first port, by ALPN", () => ({ port: standIn.core.port, ALPNProtocols: ["x-amzn-mqtt-ca"] })],
  ])(
    "for certificates and an authorizer together asks the authorizer as well, and unites the policies, at %s",
    async (_, options) => {
      endpoint("CUSTOM_AUTH_X509", "SECURE_MQTT");
      const client = await connectDevice(standIn.core, files, {
        ...options(),
        servername: "iot.example.com",
        username: "u",
        password: "p",
      });
      await client.publishAsync("by-function", "x", { qos: 1 });
      await client.publishAsync("by-certificate", "x", { qos: 1 });
      await expect(client.publishAsync("by-nobody", "x", { qos: 1 })).rejects.toMatchObject({ code: 135 });
      await client.endAsync();
      const { registry } = standIn.core.controlPlane.store.region("us-east-1");
      expect(standIn.calls()).toMatchObject([
        {
          protocols: ["tls", "mqtt"],
          protocolData: {
            tls: {
              serverName: "iot.example.com",
              x509CertificatePem: files.cert,
              principalId: [...registry.certificates.keys()][0],
            },
            mqtt: { username: "u", password: "cA==", clientId: "sensor-1" },
          },
        },
      ]);
    },
  );

  it("for certificates and an authorizer refuses an authorizer's response with another principalId, and says so", async () => {
    endpoint("CUSTOM_AUTH_X509", "SECURE_MQTT");
    await standIn.replace(allowing());
    await expect(connectDevice(standIn.core, files, { servername: "iot.example.com" })).rejects.toMatchObject({
      code: 135,
    });
    expect(await standIn.seen(refusal)).toMatchObject({
      reason: expect.stringMatching(
        /^authorizer custom must answer the event's tls.principalId as principalId, the certificate's id [0-9a-f]{64}$/,
      ),
    });
  });

  it("for an authorizer alone refuses clients that send a certificate", async () => {
    endpoint("CUSTOM_AUTH", "SECURE_MQTT");
    await expect(connectDevice(standIn.core, files, { servername: "iot.example.com" })).rejects.toMatchObject({
      code: 135,
    });
    expect(await standIn.seen(refusal)).toMatchObject({
      reason: "endpoint iot.example.com accepts CUSTOM_AUTH only, and no client certificates",
    });
  });

  it("for certificates alone accepts certificates without calling the authorizer", async () => {
    endpoint("AWS_X509", "SECURE_MQTT");
    const client = await connectDevice(standIn.core, files, { servername: "iot.example.com" });
    await expect(client.publishAsync("by-function", "x", { qos: 1 })).rejects.toMatchObject({ code: 135 });
    await client.endAsync();
    expect(standIn.calls()).toEqual([]);
  });

  it.each([
    ["the port for certificates", () => ({})],
    ["the first port, by ALPN", () => ({ port: standIn.core.port, ALPNProtocols: ["x-amzn-http-ca"] })],
  ])("publishes over HTTPS what its policy allows, at %s", async (_, options) => {
    await expect(post("by-certificate", options())).resolves.toBe(200);
    await expect(post("by-function", options())).resolves.toBe(403);
    expect(standIn.calls()).toEqual([]);
  });

  it("answers 403 over HTTPS without a certificate, and with one that is INACTIVE", async () => {
    await expect(post("by-certificate", { cert: undefined as never, key: undefined } as never)).resolves.toBe(403);
    await standIn.seen((event) => event.event === "turned-away" && event.cause === "no-client-certificate");
    await standIn.core.registerDevices({ certificates: [{ id: "one", pem: files.cert, active: false }] });
    await expect(post("by-certificate", {})).resolves.toBe(403);
    await standIn.seen((event) => event.event === "turned-away" && event.cause === "certificate-inactive");
  });

  it("for certificates and an authorizer applies both policies over HTTPS", async () => {
    endpoint("CUSTOM_AUTH_X509", "HTTPS");
    await expect(post("by-certificate", { servername: "iot.example.com" })).resolves.toBe(200);
    await expect(post("by-function", { servername: "iot.example.com" })).resolves.toBe(200);
    await expect(post("by-nobody", { servername: "iot.example.com" })).resolves.toBe(403);
  });
});
