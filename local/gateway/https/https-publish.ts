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

/** An HTTP client that wants to do something. */
export interface HttpClient {
  /** UUID, of this request. */
  readonly requestId: string;
  readonly serverName: string;
  readonly remoteAddress?: string;
  readonly http: HttpContext;
  /** What it presented, where clients log in by certificate. */
  readonly presented?: PresentedCertificate;
  /** The connection, which may bring further requests. */
  readonly socket: object;
  /** Aborted when the connection is gone. */
  readonly gone: Gone;
}

/** Decides on an HTTP request; undefined refuses it. An answer refuses it in other words. */
export type HttpLogin = (client: HttpClient) => Promise<ConnectionPolicy | HttpAnswer | undefined>;

/** What requests need. */
export interface HttpsPublishOptions {
  readonly broker: Pick<Broker, "publish">;
  readonly login: HttpLogin;
  /** Bytes. */
  readonly payloadBytes: number;
  /** Whether the client of a connection logs in by certificate. @default - none does */
  readonly byCertificate?: ((socket: TLSSocket) => boolean) | undefined;
  /** Told of requests that are for nothing there is, before anybody asks who sent them. */
  readonly onTurnedAway: TurnedAwayListener;
}

/**
 * Publishes over HTTPS: `POST /topics/<topic>?qos=0|1&retain=true|false`. The client is let in first; what a stranger sends is not read.
 *
 * Assumption: a topic that the policy forbids is answered as a failed login is, with 403.
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
      // The client went away, or cannot be told anything any more.
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
 * Reads a request's body. Undefined if it is larger than allowed: what remains is thrown away unread.
 * @param limit bytes
 * @throws if the client goes away
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
