import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request that reached the fake. */
export interface FakeCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What the fake does with a call: an answer's status and body, or something of its own. */
export type Reaction = readonly [status: number, body: unknown] | ((response: ServerResponse) => void);

/** An HTTP server in the place of DynamoDB. */
export interface FakeDynamoDb {
  readonly url: string;
  readonly calls: readonly FakeCall[];
  /** Connections that were ever made. */
  readonly connections: number;
  close(): Promise<void>;
}

/** DynamoDB's answer with an error. */
export function awsError(status: number, code: string): Reaction {
  return [status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: "arn:aws:iam::123456789012:role/x" }];
}

/** Breaks the connection off. */
export const dropped: Reaction = (response) => response.destroy();

/** Starts a server on a free port of 127.0.0.1 that reacts to one call after the other, to the last ones as to the one before. */
export async function fakeDynamoDb(...reactions: readonly Reaction[]): Promise<FakeDynamoDb> {
  const calls: FakeCall[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const reaction = reactions[Math.min(calls.length, reactions.length) - 1] ?? [200, {}];
    if (typeof reaction === "function") return void reaction(response);
    const [status, body] = reaction;
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  server.on("connection", (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    get connections() {
      return sockets.size;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The environment that Lambda gives a function, with DynamoDB at another place. */
export function lambdaEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-secret-of-anybody",
    AWS_SESSION_TOKEN: "session-of-nobody",
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
}
