import { type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream/promises";

/** A request on its way to another endpoint. */
export interface ForwardOptions {
  /** Where to: scheme, host and port; a path is put before the request's own. */
  readonly target: URL;
  /** The body, if it has been read; else it is streamed. */
  readonly body?: Buffer;
  /** Gets the whole exchange before the caller gets its answer. Bodies are then held in memory. */
  readonly observe?: (exchange: { requestBody: Buffer; status: number; responseBody: Buffer }) => void;
  /** Whether to break the connection in place of the answer. @default false */
  readonly dropAnswer?: boolean;
}

/**
 * Passes a request to another endpoint and its answer back, both untouched: method, path, headers (`Host` and signature too), body,
 * status. Resolves with the status once the answer is through.
 *
 * Rejects if the endpoint cannot be reached or breaks off. If the caller goes away, the endpoint's connection is broken off as well.
 */
export async function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: ForwardOptions,
): Promise<number> {
  const { target, observe, dropAnswer = false } = options;
  const outgoing = open(incoming, target);
  response.once("close", () => outgoing.destroy());
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve);
    outgoing.once("error", reject);
  });
  answered.catch(() => {}); // told below; the body may fail first
  const requestBody = await send(incoming, outgoing, options);
  const answer = await answered;
  const status = answer.statusCode ?? 502;

  if (observe === undefined && !dropAnswer) {
    response.writeHead(status, answer.statusMessage, answer.rawHeaders);
    await pipeline(answer, response);
    return status;
  }
  const responseBody = await collect(answer);
  observe?.({ requestBody, status, responseBody });
  if (dropAnswer) {
    incoming.socket.destroy();
  } else {
    response.writeHead(status, answer.statusMessage, answer.rawHeaders);
    response.end(responseBody);
  }
  return status;
}

function open(incoming: IncomingMessage, target: URL): ClientRequest {
  const send = target.protocol === "https:" ? httpsRequest : httpRequest;
  return send({
    protocol: target.protocol,
    hostname: target.hostname,
    port: target.port,
    method: incoming.method,
    path: target.pathname.replace(/\/$/, "") + incoming.url,
    headers: incoming.rawHeaders,
    agent: false, // a kept connection may be closed by the other side just as it is used again
  });
}

async function send(incoming: IncomingMessage, outgoing: ClientRequest, options: ForwardOptions): Promise<Buffer> {
  if (options.body !== undefined || options.observe !== undefined) {
    const body = options.body ?? (await collect(incoming));
    outgoing.end(body);
    return body;
  }
  await pipeline(incoming, outgoing);
  return Buffer.alloc(0);
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
