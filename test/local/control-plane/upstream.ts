import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A request that reached the endpoint behind the stand-in. */
export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** An answer of the endpoint; with `break`, the connection is closed in the middle of it. */
export interface Reply {
  readonly status?: number;
  readonly headers?: readonly string[];
  readonly body?: string;
  readonly break?: true;
}

/** Starts an endpoint that records requests. @param reply Returns the answer to a request */
export async function startUpstream(reply: (request: Received) => Reply = () => ({})) {
  const received: Received[] = [];
  const server = createServer(async (incoming, response) => {
    response.on("error", () => {});
    const body = await read(incoming).catch(() => undefined);
    if (body === undefined) {
      return; // The caller closed the connection.
    }
    const request = {
      method: incoming.method,
      url: incoming.url,
      rawHeaders: incoming.rawHeaders,
      body,
    };
    received.push(request);
    const answer = reply(request);
    response.writeHead(answer.status ?? 200, [...(answer.headers ?? [])]);
    if (answer.break) {
      response.write(answer.body, () => incoming.socket.destroy());
    } else {
      response.end(answer.body);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    received,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function read(incoming: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of incoming) {
    text += chunk;
  }
  return text;
}
