import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "node:https";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { detailOf, type TurnedAway } from "./turned-away";

/** As `http.Server`'s event `upgrade`. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Who serves HTTP. */
export interface HttpHandlers {
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  readonly onUpgrade: UpgradeListener;
}

type ClientError = Error & { readonly code?: string; readonly rawPacket?: Buffer };

/** What Node.js answers by itself while no listener is set for its event `clientError`. */
const ANSWERS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

/**
 * Serves HTTP, answers what is none as Node.js would by itself, and tells of clients that got to no request.
 * @param tell told at most once of a connection
 * @returns to be called for each connection that HTTP is expected on
 */
export function serveHttpRequests(
  server: Server,
  { onRequest, onUpgrade }: HttpHandlers,
  tell: (turnedAway: TurnedAway, socket: TLSSocket) => void,
): (socket: TLSSocket) => void {
  /** Connections that brought a request, and the answer to the last one. */
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
    // A handshake that failed is the TLS port's to tell of.
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

/** Whether bytes begin as a CONNECT does: its type, a length of up to four bytes, and the name of MQTT 3.1.1 and 5, or of 3.1. */
function isMqttConnect(bytes: Buffer): boolean {
  if (bytes[0] !== 0x10) return false;
  const name = bytes.indexOf("MQ", 1, "latin1");
  return name >= 4 && name <= 7 && /^MQ(TT|Isdp)/.test(bytes.toString("latin1", name, name + 6));
}
