import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { detailOf, type TurnedAway } from "./turned-away";

/** A listener of `http.Server`'s event `upgrade`. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The handlers of HTTP requests and upgrades. */
export interface HttpHandlers {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: UpgradeListener;
}

type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

/** The answers that Node.js sends if its event `clientError` has no listener. */
const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/**
 * Serves HTTP requests, answers malformed requests as Node.js does by default, and reports clients that sent no valid
 * request.
 * @param tell called at most once for each connection
 * @returns a function to call with each connection on which HTTP is expected
 */
export function serveHttpRequests(
  server: Server,
  { onRequest, onUpgrade }: HttpHandlers,
  tell: (turnedAway: TurnedAway, socket: TLSSocket) => void,
): (socket: TLSSocket) => void {
  /** The answer to the last request, by connection. */
  const answers = new WeakMap<object, ServerResponse | undefined>();
  const told = new WeakSet<object>();
  const tellOnce = (turnedAway: TurnedAway, socket: TLSSocket): void => {
    if (told.has(socket)) return;
    told.add(socket);
    tell(turnedAway, socket);
  };
  server.on("request", (request, response) => {
    answers.set(request.socket, response);
    onRequest(request, response);
  });
  server.on("upgrade", (request, socket, head) => {
    answers.set(socket, undefined);
    onUpgrade(request, socket, head);
  });
  server.on("clientError", (error: ClientError, socket: Duplex) => {
    const client = socket as TLSSocket;
    // The TLS port reports failed handshakes.
    if (client.alpnProtocol === null) {
      socket.destroy();
      return;
    }
    const failure = httpFailure(error, answers.has(socket));
    if (failure) tellOnce(failure, client);
    if (socket.writable && !isUnderWay(answers.get(socket))) {
      socket.write(`HTTP/1.1 ${ANSWERS[error.code ?? ""] ?? "400 Bad Request"}\r\nConnection: close\r\n\r\n`);
    }
    socket.destroy(error);
  });
  return (socket) => {
    socket.once("close", () => {
      if (!answers.has(socket)) tellOnce({ cause: "closed-before-request" }, socket);
    });
  };
}

const isUnderWay = (answer: ServerResponse | undefined): boolean =>
  answer?.headersSent === true && !answer.writableFinished;

function httpFailure({ code = "", rawPacket, message }: ClientError, hadRequest: boolean): TurnedAway | undefined {
  if (!hadRequest && rawPacket !== undefined && isMqttConnect(rawPacket)) return { cause: "mqtt-without-alpn" };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return { cause: "http-timeout" };
  if (!code.startsWith("HPE_")) return undefined;
  return { cause: "not-http", ...detailOf(message.replace(/^Parse Error: /, "")) };
}

/**
 * Whether bytes begin like a CONNECT: packet type, a length of one to four bytes, and the protocol name of MQTT 3.1.1
 * and 5, or of 3.1.
 */
function isMqttConnect(bytes: Buffer): boolean {
  if (bytes[0] !== 0x10) return false;
  const name = bytes.indexOf("MQ", 1, "latin1");
  return name >= 4 && name <= 7 && /^MQ(TT|Isdp)/.test(bytes.toString("latin1", name, name + 6));
}
