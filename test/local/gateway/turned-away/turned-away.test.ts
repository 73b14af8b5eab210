import { request as httpsRequest } from "node:https";
import { type ConnectionOptions, connect } from "node:tls";
import WebSocket from "ws";
import type { TurnedAway } from "../../../../local/gateway/turned-away/turned-away";
import { describeWith } from "../../../helpers/needs";
import { run } from "../../../helpers/run";
import { attempt, CONNECT, tcp } from "../raw-client";
import { openTestGateway, type TestGateway } from "../test-gateway";

const told: TurnedAway[] = [];
const waiting = new Set<() => void>();
const onTurnedAway = (one: TurnedAway): void => {
  told.push(one);
  for (const look of waiting) look();
};
/** Resolves with the next client that is turned away. */
const next = (): Promise<TurnedAway> =>
  new Promise((resolve) => {
    const look = (): void => {
      const [one] = told;
      if (one === undefined) return;
      waiting.delete(look);
      resolve(one);
    };
    waiting.add(look);
    look();
  });

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await openTestGateway({ onTurnedAway, limits: { handshakeMilliseconds: 300, headersMilliseconds: 300 } });
});
afterAll(() => gateway?.close());
beforeEach(() => {
  told.length = 0;
});

const tls = (options: ConnectionOptions, say: string | Buffer = CONNECT) =>
  attempt({ port: gateway.port, ca: gateway.ca, servername: "localhost", ...options }, say, { untilAnswer: true });
const raw = async (say: string | Buffer, end = true): Promise<void> => {
  const socket = await tcp(gateway.port);
  socket.on("error", () => {}).resume();
  if (end) socket.end(say);
  else socket.write(say);
};
const upgrade = (path: string, protocols: string[]) =>
  new Promise<void>((resolve) => {
    const socket = new WebSocket(`wss://localhost:${gateway.port}${path}`, protocols, { ca: gateway.ca });
    socket.on("error", () => resolve());
  });

it.each<[string, () => Promise<unknown> | unknown, Partial<TurnedAway>]>([
  ["MQTT without TLS", () => raw(CONNECT), { cause: "not-tls" }],
  ["HTTP without TLS", () => raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"), { cause: "plain-http" }],
  ["a port that is looked at", () => raw(""), { cause: "closed-before-handshake" }],
  ["a client that never begins TLS", () => raw("", false), { cause: "handshake-timeout" }],
  [
    "MQTT without SNI",
    () => tls({ servername: "", rejectUnauthorized: false, ALPNProtocols: ["mqtt"] }),
    { cause: "no-server-name" },
  ],
  ["MQTT without ALPN", () => tls({}), { cause: "mqtt-without-alpn" }],
  [
    "MQTT 3.1 without ALPN",
    () => tls({}, Buffer.from("\x10\x10\x00\x06MQIsdp\x03\x02\x00\x3c\x00\x02ab", "latin1")),
    { cause: "mqtt-without-alpn" },
  ],
  [
    "no protocol of ours by ALPN",
    () => tls({ ALPNProtocols: ["x-amzn-mqtt-ca", "h2"] }),
    { cause: "other-alpn", detail: "x-amzn-mqtt-ca, h2" },
  ],
  [
    "TLS 1.1",
    () => tls({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }),
    { cause: "tls-version" },
  ],
  [
    "no cipher of AWS's",
    () => tls({ maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-CHACHA20-POLY1305" }),
    { cause: "no-shared-cipher", detail: "no shared cipher" },
  ],
  [
    "a client of Node.js that does not know the CA",
    () => tls({ ca: [], ALPNProtocols: ["mqtt"] }),
    { cause: "closed-in-handshake" },
  ],
  [
    "the same over TLS 1.2, for HTTPS",
    () => tls({ ca: [], maxVersion: "TLSv1.2" }),
    { cause: "closed-before-request" },
  ],
  ["what is neither HTTP nor MQTT", () => tls({}, "\x01\x02\x03"), { cause: "not-http" }],
  [
    "an HTTP client that says nothing",
    () => void connect({ port: gateway.port, ca: gateway.ca, servername: "localhost" }).on("error", () => {}),
    { cause: "http-timeout" },
  ],
  [
    "a WebSocket somewhere else",
    () => upgrade("/ws?token=secret", ["mqtt"]),
    { cause: "websocket-path", detail: "/ws" },
  ],
  [
    "a WebSocket for something else",
    () => upgrade("/mqtt", ["mqttv5", "amqp"]),
    { cause: "websocket-subprotocol", detail: "mqttv5, amqp" },
  ],
  ["a WebSocket for nothing", () => upgrade("/mqtt", []), { cause: "websocket-subprotocol", detail: "" }],
  [
    "a WebSocket of another version",
    () =>
      tls(
        {},
        "GET /mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 7\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
      ),
    { cause: "websocket-handshake", detail: expect.stringContaining("Sec-WebSocket-Version") },
  ],
  [
    "a request for what there is not",
    () => tls({}, "GET /?token=secret HTTP/1.1\r\nHost: x\r\n\r\n"),
    { cause: "http-request", detail: "404 Not Found: GET /" },
  ],
])("%s is reported with its cause and its address", async (_, attempted, expected) => {
  await attempted();
  expect(await next()).toEqual({ remoteAddress: "127.0.0.1", ...expected, ...detailIfAny(expected) });
});

/** Returns the detail, if there is one. Details of some causes are OpenSSL's words. */
const detailIfAny = ({ cause, detail }: Partial<TurnedAway>) =>
  detail === undefined &&
  ["not-tls", "plain-http", "handshake-timeout", "tls-version", "not-http"].includes(cause ?? "")
    ? { detail: expect.any(String) }
    : {};

describeWith(["openssl"], "a client that does not trust the CA, and sends an alert,", () => {
  it.each([
    ["TLS 1.2", ["-tls1_2"]],
    ["TLS 1.3", ["-tls1_3"]],
  ])("is reported: %s", async (_, version) => {
    const to = ["s_client", "-connect", `127.0.0.1:${gateway.port}`, "-servername", "localhost", "-alpn", "mqtt"];
    await run("openssl", [...to, ...version, "-verify_return_error"]);
    expect(await next()).toEqual({
      cause: "certificate-not-trusted",
      remoteAddress: "127.0.0.1",
      detail: "unknown ca",
    });
  });
});

it("a connection above the limit is reported", async () => {
  const small = await openTestGateway({ onTurnedAway, limits: { connections: 1 } });
  const first = await tcp(small.port);
  await new Promise<void>((resolve) => void tcp(small.port).then((socket) => socket.once("close", resolve).resume()));
  expect(await next()).toEqual({ cause: "too-many-connections", remoteAddress: "127.0.0.1", detail: "1" });
  first.destroy();
  await small.close();
});

it("accepted clients, and connections that are closed with the port, are not reported", async () => {
  const quiet: TurnedAway[] = [];
  const watched = await openTestGateway({ onTurnedAway: (one) => quiet.push(one) });
  const options = { port: watched.port, ca: watched.ca, servername: "localhost" };
  await attempt({ ...options, ALPNProtocols: ["mqtt"] }, CONNECT, { untilAnswer: true });
  await new Promise<void>((resolve, reject) => {
    const request = httpsRequest({ ...options, host: "localhost", method: "POST", path: "/topics/a", agent: false });
    request.on("response", (response) => response.resume().on("end", resolve)).on("error", reject);
    request.end("x");
  });
  const socket = new WebSocket(`wss://localhost:${watched.port}/mqtt`, ["mqtt"], { ca: watched.ca });
  await new Promise((resolve) => socket.once("open", resolve));
  const idle = connect({ ...options, host: "127.0.0.1" }).on("error", () => {});
  await new Promise((resolve) => idle.once("secureConnect", resolve));
  await watched.close();
  expect(quiet).toEqual([]);
});
