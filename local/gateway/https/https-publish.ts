import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import type { Broker, ConnectionPolicy } from "../../broker";
import { type Gone, StreamGone } from "../../gone";
import { type PresentedCertificate, presentedBy } from "../client-certificate";
import { type HttpContext, httpContext, remoteAddress } from "../connection-context";
import { detailOf, type TurnedAwayListener } from "../turned-away/turned-away";
import { answer, badRequest, FORBIDDEN, type HttpAnswer, OK, PAYLOAD_TOO_LARGE } from "./http-answer";
import { readPublishRequest } from "./publish-request";

/** The client of an HTTP request. */
export interface HttpClient {
  /** UUID of the request. */
  readonly requestId: string;
  readonly serverName: string;
  readonly remoteAddress?: string;
  readonly http: HttpContext;
  /** The client's certificate, on connections that log in with a certificate. */
  readonly presented?: PresentedCertificate;
  /** The connection, which may carry further requests. */
  readonly socket: object;
  /** Aborted when the connection has ended. */
  readonly gone: Gone;
}

/** Decides on an HTTP request. Undefined refuses it with 403, an answer refuses it with that answer. */
export type HttpLogin = (client: HttpClient) => Promise<ConnectionPolicy | HttpAnswer | undefined>;

/** Options of HTTPS publish. */
export interface HttpsPublishOptions {
  readonly broker: Pick<Broker, "publish">;
  readonly login: HttpLogin;
  /** Maximum size of a payload, bytes. */
  readonly payloadBytes: number;
  /** Whether the client of a connection logs in with a certificate. @default - no client does */
  readonly byCertificate?: ((socket: TLSSocket) => boolean) | undefined;
  /** Called with requests that are not a valid publish. They are refused before the login. */
  readonly onTurnedAway: TurnedAwayListener;
}

/**
 * Publishes over HTTPS: `POST /topics/<topic>?qos=0|1&retain=true|false`. The payload is read only after the login
 * succeeded.
 *
 * Assumption: a topic that the policy forbids is answered 403, as a failed login is.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/http.html
 */
export function httpsPublish(options: HttpsPublishOptions) {
  const signals = new WeakMap<object, Gone>();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const socket = request.socket as TLSSocket;
    const gone = signals.get(socket) ?? new StreamGone(socket);
    signals.set(socket, gone);
    try {
      const client = {
        requestId,
        socket,
        gone,
        serverName: socket.servername as string,
        ...remoteAddress(socket),
        http: httpContext(request),
        ...(options.byCertificate?.(socket) && { presented: presentedBy(socket) }),
      };
      answer(response, await publish(request, client, options), requestId);
    } catch {
      // The client has disconnected, or cannot be answered any more.
      socket.destroy();
    }
  };
}

async function publish(
  request: IncomingMessage,
  client: HttpClient,
  { broker, login, payloadBytes, onTurnedAway }: HttpsPublishOptions,
): Promise<HttpAnswer> {
  const { method = "", url = "" } = request;
  const asked = readPublishRequest(method, url, request.headers);
  if ("status" in asked) {
    // The query string may hold a token.
    const what = detailOf(`${asked.status} ${asked.message}: ${method} ${url.split("?", 1)[0]}`);
    onTurnedAway({ cause: "http-request", ...remoteAddress(request.socket), ...what });
    return asked;
  }
  const policy = (await login(client)) ?? FORBIDDEN;
  if ("status" in policy) return policy;
  const payload = await readBody(request, payloadBytes);
  if (payload === undefined) return PAYLOAD_TOO_LARGE;
  const result = broker.publish({ ...asked, payload, policy });
  if (result.ok) return OK;
  switch (result.reason) {
    case "denied":
      return FORBIDDEN;
    case "invalid":
      return badRequest(result.message);
    case "quota-exceeded":
      return { status: 429, message: "Too Many Requests" };
  }
}

/**
 * Reads a request's body. Returns undefined if the body is larger than the limit; the rest of it is not kept.
 * @param limit bytes
 * @throws if the client disconnects
 */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
