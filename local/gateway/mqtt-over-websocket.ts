import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { Broker } from "../broker";
import { goneSignal } from "./gone-signal";
import { httpContext } from "./http-context";
import { remoteAddress } from "./remote-address";
import { webSocketStream } from "./websocket-stream";

const PATH = "/mqtt";
const SUBPROTOCOL = "mqtt";
/** Bytes of one frame: more than the largest packet AWS takes, 146 KB. */
const MAX_FRAME_BYTES = 256 * 1024;

/**
 * MQTT over WebSocket: upgrades requests for `/mqtt` with the subprotocol `mqtt` and hands them to the broker. Other paths get 404,
 * other subprotocols 400.
 *
 * Assumption: the authorizer is asked when the CONNECT comes, once, with what the upgrade and the CONNECT brought.
 *
 * A connection lasts 24 hours at most at AWS; here `disconnectAfterInSeconds`, which is no more than that, sees to it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function mqttOverWebSocket(broker: Pick<Broker, "accept">) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const problem = findProblem(request);
    if (problem !== undefined) {
      socket.end(`HTTP/1.1 ${problem}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const { stream, endedByClient } = webSocketStream(webSocket);
      const { servername: serverName } = socket as TLSSocket;
      broker.accept(stream, {
        id: randomUUID(),
        transport: "wss",
        ...remoteAddress(socket as TLSSocket),
        endedByClient,
        context: { serverName, http: httpContext(request), gone: goneSignal(socket) },
      });
    });
  };
}

function findProblem({ url = "", headers }: IncomingMessage): string | undefined {
  if (url.split("?", 1)[0] !== PATH) return "404 Not Found";
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  return offered.includes(SUBPROTOCOL) ? undefined : "400 Bad Request";
}
