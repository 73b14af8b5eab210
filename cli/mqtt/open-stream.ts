import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { noWebSocket, tlsFailure } from "./connection-failure";
import { openTls, type TlsRequest } from "./open-tls";

/** AWS IoT Core's path for MQTT over WebSocket. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const PATH = "/mqtt";

/**
 * Opens what carries MQTT: TLS with ALPN `mqtt`, or a WebSocket over TLS.
 * @throws {ConnectionFailure}
 */
export async function openStream(request: Omit<TlsRequest, "alpn">, webSocket: boolean): Promise<Duplex> {
  if (!webSocket) return openTls({ ...request, alpn: ["mqtt"] });
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
