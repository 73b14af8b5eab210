import { createServer } from "node:net";
import { connect } from "node:tls";
import { AWS_CIPHERS } from "../../../local/gateway/security-policy";
import { StandInOptionError } from "../../../local/local-errors";
import { attempt, CONNECT, closed, tcp } from "./raw-client";
import { openTestGateway, type TestGateway } from "./test-gateway";

/** CONNACK of MQTT 3.1.1, accepted. */
const ACCEPTED = "\x20\x02\x00\x00";

describe("the TLS port", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway();
  });
  afterAll(() => gateway?.close());
  const options = () => ({ port: gateway.port, ca: gateway.ca, servername: "localhost" });
  const mqtt = () => ({ ...options(), ALPNProtocols: ["mqtt"] });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("speaks MQTT to those who choose it by ALPN, over %s", async (version) => {
    const only = { minVersion: version, maxVersion: version };
    const { answer, protocol } = await attempt({ ...mqtt(), ...only }, CONNECT, { untilAnswer: true });
    expect({ answer, protocol }).toEqual({ answer: ACCEPTED, protocol: version });
  });

  it.each(AWS_CIPHERS.split(":").filter((cipher) => !cipher.startsWith("TLS_")))(
    "speaks MQTT to those who can nothing but %s over TLS 1.2",
    async (ciphers) => {
      const only = { ...mqtt(), ciphers, maxVersion: "TLSv1.2" } as const;
      expect((await attempt(only, CONNECT, { untilAnswer: true })).answer).toBe(ACCEPTED);
    },
  );

  it.each([
    ["RSA", "RSA+SHA256:RSA-PSS+SHA256"],
    ["ECDSA", "ECDSA+SHA256"],
  ])("accepts MQTT clients that can verify only %s", async (_, sigalgs) => {
    expect((await attempt({ ...mqtt(), sigalgs }, CONNECT, { untilAnswer: true })).answer).toBe(ACCEPTED);
  });

  it("chooses MQTT among several ALPN protocols", async () => {
    const several = { ...options(), ALPNProtocols: ["x-other", "mqtt", "http/1.1"] };
    expect((await attempt(several, CONNECT, { untilAnswer: true })).answer).toBe(ACCEPTED);
  });

  it("refuses TLS 1.1", async () => {
    const old = { ...mqtt(), minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    expect((await attempt(old, CONNECT)).error).toMatch(/^ERR_SSL|ECONNRESET/);
  });

  it.each([["MQTT"], ["x-amzn-mqtt-ca"], ["h2"]])("refuses ALPN %s in the handshake", async (protocol) => {
    const { error, answer } = await attempt({ ...options(), ALPNProtocols: [protocol] }, CONNECT);
    expect({ error, answer }).toEqual({ error: "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL", answer: "" });
  });

  it.each([
    ["without ALPN", undefined],
    ["with ALPN http/1.1", ["http/1.1"]],
  ])("treats a connection %s as HTTP, so MQTT is answered 400", async (_, ALPNProtocols) => {
    const { answer } = await attempt({ ...options(), ...(ALPNProtocols && { ALPNProtocols }) }, CONNECT);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it("closes connections without a server name, whatever the protocol", async () => {
    const nameless = { port: gateway.port, rejectUnauthorized: false, servername: "" };
    expect((await attempt({ ...nameless, ALPNProtocols: ["mqtt"] }, CONNECT)).answer).toBe("");
    expect((await attempt(nameless, "POST /topics/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")).answer).toBe(
      "",
    );
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("resumes no session over %s", async (version) => {
    const only = { ...mqtt(), minVersion: version, maxVersion: version };
    let session: Buffer | undefined;
    await attempt(only, CONNECT, { untilAnswer: true, onSession: (one) => (session = one) });
    const again = await attempt({ ...only, ...(session && { session }) }, CONNECT, { untilAnswer: true });
    expect(again).toMatchObject({ answer: ACCEPTED, resumed: false });
  });

  it("names the address that it could not listen on", async () => {
    const { openTlsPort } = await import("../../../local/gateway/tls-port");
    const { DEFAULT_GATEWAY_LIMITS } = await import("../../../local/gateway/gateway-limits");
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const none = { byAlpn: new Map(), onRequest: () => {}, onUpgrade: () => {}, onTurnedAway: () => {} };
    const listening = {
      host: "127.0.0.1",
      port,
      certificates: [],
      limits: DEFAULT_GATEWAY_LIMITS,
    };
    const opening = openTlsPort(listening, none);
    await expect(opening).rejects.toThrow(StandInOptionError);
    await expect(opening).rejects.toThrow(`got: 127.0.0.1:${port} (EADDRINUSE)`);
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe("the TLS port's time limit", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await openTestGateway({
      limits: { handshakeMilliseconds: 150, headersMilliseconds: 150, connections: 4 },
      broker: { limits: { connectTimeoutMs: 150 } },
    });
  });
  afterAll(() => gateway?.close());
  const http = async (say: string, ALPNProtocols: string[] = ["http/1.1"]) => {
    const target = { host: "127.0.0.1", port: gateway.port, ca: gateway.ca, servername: "localhost", ALPNProtocols };
    const socket = connect(target, () => socket.write(say));
    let heard = "";
    socket.on("data", (data) => {
      heard += data;
    });
    await closed(socket);
    return heard;
  };

  it("ends a connection on which the client sends nothing", async () => {
    await closed(await tcp(gateway.port));
  });

  it("ends a connection on which the handshake stops halfway", async () => {
    const socket = await tcp(gateway.port);
    socket.write(Buffer.from("16030100fa010000f60303", "hex"));
    await closed(socket);
  });

  it("ends a connection on which HTTP headers are not finished", async () => {
    expect(await http("POST /topics/x HTTP/1.1\r\nHost: localhost\r\n")).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("ends a connection on which an MQTT client sends no CONNECT", async () => {
    expect(await http("\x10", ["mqtt"])).toBe("");
  });

  it("has an end in number", async () => {
    const sockets = await Promise.all([1, 2, 3, 4].map(() => tcp(gateway.port)));
    await closed(await tcp(gateway.port));
    expect(sockets.map((socket) => socket.readyState)).toEqual(["open", "open", "open", "open"]);
    for (const socket of sockets) socket.destroy();
  });
});
