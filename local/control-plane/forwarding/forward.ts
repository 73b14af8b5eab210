import { type ClientRequest, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline } from "node:stream/promises";

/** Options of {@link forward}. */
export interface ForwardOptions {
  /** The other endpoint: scheme, host and port. If the URL has a path, it is put before the request's path. */
  readonly target: URL;
  /** The request's body, if it has been read. @default - the body is streamed */
  readonly body?: Buffer;
  /** Called with the whole exchange before the answer is sent to the caller. The bodies are held in memory. */
  readonly observe?: (exchange: { requestBody: Buffer; status: number; responseBody: Buffer }) => void;
  /** Whether to close the connection in place of sending the answer. @default false */
  readonly dropAnswer?: boolean;
}

/**
 * Forwards a request to another endpoint and the answer back, both unchanged: method, path, headers (including `Host`
 * and signature), body, status. Resolves with the status when the answer has been sent.
 *
 * Rejects if the endpoint cannot be reached or closes the connection. If the caller closes its connection, the
 * endpoint's is closed as well.
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
  answered.catch(() => {}); // awaited below; sending the body may fail first
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
    agent: false, // the endpoint may close a kept-alive connection at the moment when it is used again
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
