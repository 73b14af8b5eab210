import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import { CERTIFICATE_ALPN } from "./certificate-arguments";
import { type ConnectionFailure, noWebSocket, tlsFailure, tooLate, unreachable } from "./connection-failure";

/** AWS IoT Core's path for MQTT over WebSocket. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const PATH = "/mqtt";

/**
 * Opens the stream that carries MQTT: TLS with ALPN `mqtt` (`x-amzn-mqtt-ca` for a client with a certificate), or a WebSocket over TLS.
 * @throws {ConnectionFailure} if it cannot be opened
 */
export async function openStream(request: Omit<TlsRequest, "alpn">, webSocket: boolean): Promise<Duplex> {
  if (!webSocket) return openTls({ ...request, alpn: [request.client ? CERTIFICATE_ALPN : "mqtt"] });
  return openWebSocket(await openTls({ ...request, alpn: ["http/1.1"] }), request);
}

async function openWebSocket(socket: TLSSocket, request: Omit<TlsRequest, "alpn">): Promise<Duplex> {
  const { createWebSocketStream, WebSocket } = await import("ws");
  const { timeoutSeconds } = request;
  const endpoint = `${request.serverName ?? request.host}:${request.port}`;
  const webSocket = new WebSocket(`wss://${endpoint}${PATH}`, ["mqtt"], {
    createConnection: () => socket,
    handshakeTimeout: timeoutSeconds * 1000,
  });
  await new Promise<void>((resolve, reject) => {
    webSocket.once("open", resolve);
    webSocket.once("unexpected-response", (_request, response) => {
      socket.destroy();
      reject(noWebSocket(endpoint, response.statusCode ?? 0));
    });
    webSocket.on("error", (error) => reject(tlsFailure(endpoint, error)));
  });
  return createWebSocketStream(webSocket);
}

/** Address, certificates and protocols of a TLS connection. */
export interface TlsRequest {
  readonly host: string;
  readonly port: number;
  /** Name to send as SNI, which the server's certificate must be for. @default - the host, if it is a name */
  readonly serverName?: string;
  /** Certificate authorities to trust, as PEM. @default - those that Node.js trusts, Amazon's among them */
  readonly ca?: string;
  /** Certificate and private key of the client, both as PEM. @default - no client certificate */
  readonly client?: { readonly cert: string; readonly key: string };
  /** ALPN protocols to offer. @see https://www.rfc-editor.org/rfc/rfc7301 */
  readonly alpn: readonly string[];
  readonly timeoutSeconds: number;
  /** Cancels the connection; its reason is the error to reject with. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a TLS connection.
 * @throws {ConnectionFailure} which tells a server that cannot be reached from a TLS handshake that failed
 */
export function openTls(request: TlsRequest): Promise<TLSSocket> {
  const {
    host,
    port,
    serverName = isIP(host) === 0 ? host : undefined,
    ca,
    client,
    alpn,
    timeoutSeconds,
    signal,
  } = request;
  const endpoint = `${request.serverName ?? host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ALPNProtocols: [...alpn],
      ...(serverName === undefined ? {} : { servername: serverName }),
      ...(ca === undefined ? {} : { ca }),
      ...(client === undefined ? {} : { cert: client.cert, key: client.key }),
    });
    let reached = false;
    const fail = (error: ConnectionFailure | Error): void => {
      settle();
      socket.on("error", () => undefined).destroy();
      reject(error);
    };
    const onError = (error: NodeJS.ErrnoException): void =>
      fail(reached ? tlsFailure(endpoint, error) : unreachable(endpoint, error));
    const onAbort = (): void => fail(signal?.reason);
    const timer = setTimeout(
      () => fail(tooLate(endpoint, reached ? "TLS" : "no connection", timeoutSeconds)),
      timeoutSeconds * 1000,
    );
    const settle = (): void => {
      clearTimeout(timer);
      socket.off("error", onError);
      signal?.removeEventListener("abort", onAbort);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.once("connect", () => {
      reached = true;
    });
    socket.on("error", onError);
    socket.once("secureConnect", () => {
      settle();
      resolve(socket);
    });
  });
}
