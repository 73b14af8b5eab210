import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { CliError } from "../../../cli/errors";
import { tlsFailure } from "../../../cli/mqtt/connection-failure";
import { openTls } from "../../../cli/mqtt/open-stream";
import {
  type DevelopmentCertificates,
  developmentCertificates,
} from "../../../local/certificates/development-certificates";

let folder: string;
let certificates: DevelopmentCertificates;
let server: Server | undefined;
const sockets: Socket[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "iot-auth-tls-"));
  certificates = await developmentCertificates({ folder, hosts: [] });
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server?.close();
  server = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function listen(created: Server): Promise<number> {
  server = created.on("connection", (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => created.listen(0, "127.0.0.1", resolve));
  return (created.address() as { port: number }).port;
}
const tlsServer = (ALPNProtocols: string[]) =>
  createTlsServer({
    cert: certificates.server.map(({ certificate }) => certificate),
    key: certificates.server.map(({ key }) => key),
    ALPNProtocols,
  }).on("tlsClientError", () => undefined);
const open = (port: number, more: object = {}) =>
  openTls({ host: "localhost", port, ca: certificates.ca, alpn: ["mqtt"], timeoutSeconds: 5, ...more });

describe("a TLS connection", () => {
  it("is opened with the ALPN protocol that both sides offer", async () => {
    const socket = await open(await listen(tlsServer(["x", "mqtt"])));
    expect([socket.authorized, socket.alpnProtocol]).toEqual([true, "mqtt"]);
    socket.destroy();
  });

  it.each([
    ["does not offer MQTT", () => tlsServer(["h2"]), "it does not offer MQTT on this port (ALPN mqtt)."],
    [
      "does not speak TLS",
      () => createTcpServer((socket) => socket.end("HTTP/1.1 400\r\n")),
      "it does not speak TLS on this port.",
    ],
    [
      "hangs up",
      () => createTcpServer((socket) => socket.destroy()),
      "it ended the connection while TLS was being set up.",
    ],
  ])("fails with the exit code for TLS if the endpoint %s", async (_, make, message) => {
    const failure = await open(await listen(make())).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CliError);
    expect(failure).toMatchObject({ exitCode: 5, message: expect.stringContaining(message) });
  });

  it.each([
    "ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED",
    "ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
    "ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
  ])("says of the alert %s, in every version of OpenSSL, that the client's certificate is refused", (code) => {
    const { message } = tlsFailure("localhost:1", Object.assign(new Error("write EPROTO"), { code }));
    expect(message).toBe(`TLS with localhost:1 failed (${code}): it refuses the client's certificate.`);
  });

  it("fails as unreachable if the endpoint does not answer in time", async () => {
    const port = await listen(createTcpServer());
    await expect(open(port, { timeoutSeconds: 0.1 })).rejects.toMatchObject({
      exitCode: 4,
      message: `localhost:${port} did not answer within 0.1 s: TLS. Check the network, or give --timeout SECONDS.`,
    });
  });

  it("is cancelled by its abort signal", async () => {
    const port = await listen(createTcpServer());
    const controller = new AbortController();
    const opening = open(port, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(opening).rejects.toThrow("enough");
  });
});
