import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { WebSocketServer } from "ws";
import type { Broker } from "../broker";
import { StreamGone } from "../gone";
import { httpContext, remoteAddress } from "./connection-context";
import { detailOf, type TurnedAway, type TurnedAwayListener } from "./turned-away/turned-away";
import { webSocketStream } from "./websocket-stream";

const PATH = "/mqtt";
const SUBPROTOCOL = "mqtt";
/** The subprotocol of MQTT 3.1. AWS IoT Device SDK for JavaScript v1 offers only this one, for MQTT 3.1.1. */
const OLD_SUBPROTOCOL = "mqttv3.1";
/** Maximum size of a frame, bytes: more than the largest packet that AWS accepts, 146 KB. */
const MAX_FRAME_BYTES = 256 * 1024;

/** Options of WebSocket upgrades. */
export interface MqttOverWebSocketOptions {
  /** Whether clients may offer `mqttv3.1` in place of `mqtt`. */
  readonly oldSubprotocol: boolean;
  /** Called with clients whose upgrade is refused. */
  readonly onTurnedAway: TurnedAwayListener;
}

/**
 * MQTT over WebSocket: upgrades requests for `/mqtt` with the subprotocol `mqtt`, and passes the connections to the
 * broker. Other paths are answered 404, other subprotocols 400; of several subprotocols `mqtt` is chosen.
 *
 * Assumption: the authorizer is called once, when the CONNECT arrives, with the data of both the upgrade request and
 * the CONNECT.
 *
 * At AWS a connection lasts at most 24 hours. Here `disconnectAfterInSeconds` ends it, which is at most 24 hours, too.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html
 */
export function mqttOverWebSocket(
  broker: Pick<Broker, "accept">,
  { oldSubprotocol, onTurnedAway }: MqttOverWebSocketOptions,
) {
  const known = oldSubprotocol ? [SUBPROTOCOL, OLD_SUBPROTOCOL] : [SUBPROTOCOL];
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    handleProtocols: (offered) => known.find((one) => offered.has(one)) ?? false,
  });
  const refuse = (socket: Duplex, { status, ...turnedAway }: Refusal): void => {
    onTurnedAway({ ...remoteAddress(socket as TLSSocket), ...turnedAway });
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  server.on("wsClientError", ({ message }, socket) => {
    refuse(socket, { status: "400 Bad Request", cause: "websocket-handshake", ...detailOf(message) });
  });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const refusal = findRefusal(request, known);
    if (refusal !== undefined) {
      refuse(socket, refusal);
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
        context: { serverName, http: httpContext(request), gone: new StreamGone(socket) },
      });
    });
  };
}

type Refusal = TurnedAway & { /** HTTP status code and reason phrase. */ readonly status: string };

function findRefusal({ url = "", headers }: IncomingMessage, known: readonly string[]): Refusal | undefined {
  // The query string may hold a token.
  const [path = ""] = url.split("?", 1);
  if (path !== PATH) return { status: "404 Not Found", cause: "websocket-path", ...detailOf(path) };
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  if (offered.some((name) => known.includes(name))) return undefined;
  return { status: "400 Bad Request", cause: "websocket-subprotocol", ...detailOf(offered.join(", ")) };
}
