import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request and its answer, as they were sent. */
export interface Exchange {
  readonly method: string;
  /** Path and query, as sent. */
  readonly target: string;
  /** Headers by name, in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Base64. */
  readonly body: string;
  readonly status: number;
  readonly answerHeaders: Readonly<Record<string, string>>;
  /** Base64. */
  readonly answerBody: string;
  /** Whether the stand-in itself answered, and did not forward the call. */
  readonly ours: boolean;
}

/** A proxy between AWS clients and an endpoint that records every exchange. */
export interface ExchangeRecorder {
  readonly url: string;
  readonly exchanges: Exchange[];
  close(): Promise<void>;
}

/**
 * Starts the proxy.
 * @param target URL of the stand-in's control plane
 * @param ours Signing names of the services whose calls the stand-in answers itself
 */
export async function startExchangeRecorder(target: string, ours: readonly string[]): Promise<ExchangeRecorder> {
  const exchanges: Exchange[] = [];
  const isOurs = (authorization = "") => ours.some((service) => authorization.includes(`/${service}/aws4_request`));
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { method = "GET", url = "/", headers } = incoming;
    const { host: _host, connection: _connection, "content-length": _length, expect: _expect, ...passed } = headers;
    const body = Buffer.concat(chunks);
    const answer = await fetch(new URL(url, target), {
      method,
      headers: passed as Record<string, string>,
      ...(method === "GET" || method === "HEAD" ? {} : { body }),
    });
    const answerBody = Buffer.from(await answer.arrayBuffer());
    const answerHeaders = Object.fromEntries(answer.headers);
    exchanges.push({
      method,
      target: url,
      headers: headers as Record<string, string>,
      body: body.toString("base64"),
      status: answer.status,
      answerHeaders,
      answerBody: answerBody.toString("base64"),
      ours: isOurs(headers.authorization),
    });
    outgoing.writeHead(answer.status, { ...answerHeaders, "content-length": answerBody.length });
    outgoing.end(answerBody);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
