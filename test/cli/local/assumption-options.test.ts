import { type ConnectionOptions, connect as connectTls } from "node:tls";
import { CreateDomainConfigurationCommand } from "@aws-sdk/client-iot";
import { InvalidArgumentError } from "commander";
import { generate, type Packet, parser } from "mqtt-packet";
import WebSocket from "ws";
import {
  assumptionOptions,
  assumptionsHelp,
  DEFAULT_ASSUMPTIONS,
  parseAssumption,
} from "../../../cli/local/assumption-options";
import { allowing, type CustomStandIn, startWithHandler } from "../../clients/custom-function";
import { clientFor, closeAll } from "../../local/control-plane/start";

type Version = 4 | 5;

let standIn: CustomStandIn | undefined;
afterEach(async () => {
  await closeAll();
  await standIn?.close();
  standIn = undefined;
});

/**
 * Starts a stand-in with an assumption.
 * @param text The assumption; `change` may change the answer of the handler, which allows everything
 */
async function assuming(text: string, change = "", timeScale = 1): Promise<CustomStandIn> {
  standIn = await startWithHandler(allowing(change), { ...assumptionOptions(parseAssumption(text)), timeScale });
  return standIn;
}
const CONNECT_ONLY = 'answer.policyDocuments[0].Statement[0].Action = ["iot:Connect"];';
const REFUSE = "answer.isAuthenticated = false;";

/**
 * Sends CONNECT and further packets at once.
 * @returns name and code of each answer, up to a PINGRESP or the end of the connection
 */
function answers(
  version: Version,
  packets: readonly Packet[],
  { bridgeMode = false, ...how }: ConnectionOptions & { bridgeMode?: boolean } = {},
): Promise<string[]> {
  const { port, certificates } = standIn?.core ?? {};
  const options = { host: "127.0.0.1", port, servername: "localhost", ca: certificates?.ca, ALPNProtocols: ["mqtt"] };
  const socket = connectTls({ ...options, ...how } as ConnectionOptions);
  const login = { cmd: "connect", protocolVersion: version, clientId: "c", clean: true } as const;
  // mqtt-packet's types do not know the bridge's bit.
  const connect: Packet = Object.assign({ ...login }, { bridgeMode });
  for (const packet of [connect, ...packets, { cmd: "pingreq" } as const]) {
    socket.write(generate(packet, { protocolVersion: version }));
  }
  return read(socket, version);
}

function read(socket: ReturnType<typeof connectTls>, version: Version): Promise<string[]> {
  const seen: string[] = [];
  const reader = parser({ protocolVersion: version });
  return new Promise((resolve) => {
    reader.on("packet", (packet) => {
      const code = "reasonCode" in packet ? packet.reasonCode : "returnCode" in packet ? packet.returnCode : "";
      const granted = "granted" in packet ? packet.granted : "";
      seen.push(`${packet.cmd} ${code || granted || ""}`.trim());
      if (packet.cmd === "pingresp") socket.destroy();
    });
    reader.on("error", () => seen.push("no MQTT"));
    socket.on("data", (chunk) => reader.parse(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(seen));
  });
}

const publish = (qos: 1 | 2): Packet => ({
  cmd: "publish",
  topic: "a",
  payload: "x",
  qos,
  messageId: 1,
  dup: false,
  retain: false,
});
const subscribe: Packet = { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "a", qos: 0 }] };
const CODE_REFUSED = 135;

describe("an assumption of MQTT", () => {
  it.each([
    ["deniedPublish5=puback", ["connack", `puback ${CODE_REFUSED}`, "pingresp"]],
    ["deniedPublish5=disconnect", ["connack", `disconnect ${CODE_REFUSED}`]],
  ])("%s", async (text, expected) => {
    await assuming(text, CONNECT_ONLY);
    expect(await answers(5, [publish(1)])).toEqual(expected);
  });

  it.each([
    ["deniedSubscribe311=close", ["connack"]],
    ["deniedSubscribe311=suback", ["connack", "suback 128", "pingresp"]],
  ])("%s", async (text, expected) => {
    await assuming(text, CONNECT_ONLY);
    expect(await answers(4, [subscribe])).toEqual(expected);
  });

  it.each([
    ["refusedConnect311=connack", ["connack 5"]],
    ["refusedConnect311=close", []],
  ])("%s", async (text, expected) => {
    await assuming(text, REFUSE);
    expect(await answers(4, [])).toEqual(expected);
  });

  it.each([
    ["qos2In311=ignore", ["connack", "pingresp"]],
    ["qos2In311=close", ["connack"]],
  ])("%s", async (text, expected) => {
    await assuming(text);
    expect(await answers(4, [publish(2)])).toEqual(expected);
  });

  it.each([
    ["bridgeBit=refuse", ["connack 1"]],
    ["bridgeBit=accept", ["connack", "pingresp"]],
  ])("%s", async (text, expected) => {
    await assuming(text);
    expect(await answers(4, [], { bridgeMode: true })).toEqual(expected);
  });
});

describe("an assumption of logins", () => {
  const refreshes = () =>
    standIn?.events.filter((event) => event.event === "decision" && event.action === "iot:Refresh");

  it("failedRefresh=disconnect", async () => {
    await assuming("failedRefresh=disconnect", REFUSED_AT_REFRESH, 10_000);
    expect(await untilClosed()).toEqual(["connack", `disconnect ${CODE_REFUSED}`]);
    expect(refreshes()).toHaveLength(1);
  });

  it("failedRefresh=keep", async () => {
    const { seen, events } = await assuming("failedRefresh=keep", REFUSED_AT_REFRESH, 10_000);
    const closed = untilClosed();
    await seen(() => (refreshes() ?? []).length === 3);
    expect(events.filter(({ event }) => event === "disconnected")).toEqual([]);
    await standIn?.core.close();
    expect(await closed).toEqual(["connack", "disconnect 139"]);
  });

  it.each([
    ["mqttWithoutAlpn=refuse", ["no MQTT"]],
    ["mqttWithoutAlpn=accept", ["connack", "pingresp"]],
  ])("%s", async (text, expected) => {
    await assuming(text);
    await createDomain({
      domainName: "iot.example.com",
      authenticationType: "CUSTOM_AUTH",
      applicationProtocol: "SECURE_MQTT",
    });
    expect(await answers(4, [], { servername: "iot.example.com", ALPNProtocols: [] })).toEqual(expected);
    // At other endpoints, a client without ALPN is still treated as HTTP.
    expect(await answers(4, [], { ALPNProtocols: [] })).toEqual(["no MQTT"]);
  });

  it.each([
    ["unknownServerName=accept", ["connack", "pingresp"]],
    ["unknownServerName=refuse", ["connack 5"]],
  ])("%s", async (text, expected) => {
    await assuming(text);
    await createDomain({ domainName: "iot.example.com" });
    expect(await answers(4, [], { servername: "none.example.com", rejectUnauthorized: false })).toEqual(expected);
    for (const servername of ["localhost", "iot.example.com"]) {
      expect(await answers(4, [], { servername })).toEqual(["connack", "pingresp"]);
    }
  });
});

describe("an assumption about unusual requests of a client", () => {
  /** Opens a WebSocket and logs in with MQTT over it. */
  const overWebSocket = (protocol: string, query: string): Promise<string> =>
    new Promise((resolve) => {
      const { port, certificates } = standIn?.core ?? {};
      const socket = new WebSocket(`wss://localhost:${port}/mqtt${query}`, [protocol], { ca: certificates?.ca ?? "" });
      socket.on("unexpected-response", (_, { statusCode }) => resolve(String(statusCode)));
      socket.on("error", () => undefined);
      socket.on("open", () =>
        socket.send(generate({ cmd: "connect", protocolVersion: 4, clientId: "c", clean: true })),
      );
      socket.on("message", (data: Buffer) => {
        resolve(`connack ${data[3]}`);
        socket.terminate();
      });
    });

  it.each([
    ["parameterCase=accept", "connack 0"],
    ["parameterCase=ignore", "connack 5"],
  ])("%s", async (text, expected) => {
    standIn = await startWithHandler(allowing(), assumptionOptions(parseAssumption(text)), { setAsDefault: false });
    expect(await overWebSocket("mqtt", "?X-Amz-CustomAuthorizer-Name=custom")).toBe(expected);
    expect(await overWebSocket("mqtt", "?x-amz-customauthorizer-name=custom")).toBe("connack 0");
  });

  it.each([
    ["oldSubprotocol=accept", "connack 0"],
    ["oldSubprotocol=refuse", "400"],
  ])("%s", async (text, expected) => {
    await assuming(text);
    expect(await overWebSocket("mqttv3.1", "")).toBe(expected);
    expect(await overWebSocket("mqtt", "")).toBe("connack 0");
  });
});

/** Code of a handler that accepts the first call, and refuses later ones. */
const REFUSED_AT_REFRESH =
  "answer.refreshAfterInSeconds = 300; if (globalThis.called) answer.isAuthenticated = false; globalThis.called = true;";

/** Connects an MQTT 5 client. @returns the packets that it receives until its connection is closed */
function untilClosed(): Promise<string[]> {
  const { port, certificates } = standIn?.core ?? {};
  const socket = connectTls({
    port,
    servername: "localhost",
    ca: certificates?.ca,
    ALPNProtocols: ["mqtt"],
  } as ConnectionOptions);
  socket.write(generate({ cmd: "connect", protocolVersion: 5, clientId: "c", clean: true }, { protocolVersion: 5 }));
  return read(socket, 5);
}

const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/5d1c";
const iot = () => clientFor(standIn?.core.controlPlane.url ?? "");
const createDomain = (settings: object) =>
  iot().send(
    new CreateDomainConfigurationCommand({
      domainConfigurationName: "own",
      ...("domainName" in settings && { serverCertificateArns: [CERTIFICATE] }),
      authorizerConfig: { defaultAuthorizerName: "custom", allowAuthorizerOverride: false },
      ...settings,
    }),
  );

describe("--assume", () => {
  it.each([
    ["deniedPublsh5=puback", 'There is no such assumption. Did you mean "deniedPublish5"? Known: "deniedPublish5", '],
    ["", "There is no such assumption. Known: "],
    ["toString=x", "There is no such assumption. Known: "],
    ["bridgeBit", "It must be bridgeBit=refuse or bridgeBit=accept."],
    ["bridgeBit=Accept", "It must be bridgeBit=refuse or bridgeBit=accept."],
    ["setDefaultConflict=true", "There is no such assumption."],
    ["qos2In311=close", "qos2In311 was given before."],
  ])("refuses %j", (text, message) => {
    const attempt = () => parseAssumption(text, { qos2In311: "ignore" });
    expect(attempt).toThrow(InvalidArgumentError);
    expect(attempt).toThrow(message);
  });

  it("may be repeated", () => {
    const chosen = parseAssumption("oldSubprotocol=refuse", parseAssumption("qos2In311=close"));
    expect(assumptionOptions(chosen)).toEqual({
      broker: { assumptions: { qos2In311: "close" } },
      login: { oldSubprotocol: "refuse" },
    });
  });

  it("is explained in the help, each with its default first", () => {
    for (const [name, value] of Object.entries(DEFAULT_ASSUMPTIONS)) {
      expect(assumptionsHelp()).toContain(`  ${name}=${value}|`);
    }
  });
});
