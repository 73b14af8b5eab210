import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request that reached the fake. */
export interface FakeCall {
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** What the fake does with a call: the status and body of its answer, or a function that handles the response. */
export type Reaction = readonly [status: number, body: unknown] | ((response: ServerResponse) => void);

/** An HTTP server that replaces DynamoDB. */
export interface FakeDynamoDb {
  readonly url: string;
  readonly calls: readonly FakeCall[];
  /** Number of connections so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Returns an error of DynamoDB. */
export function awsError(status: number, code: string): Reaction {
  return [status, { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: "arn:aws:iam::123456789012:role/x" }];
}

/** Closes the connection without an answer. */
export const dropped: Reaction = (response) => response.destroy();

/**
 * Starts a server on a free port of 127.0.0.1.
 * @param reactions Reactions to one call after the other; the last is repeated
 */
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

/** Returns the environment that Lambda gives a function, with another endpoint for DynamoDB. */
export function lambdaEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: "not-a-secret-of-anybody",
    AWS_SESSION_TOKEN: "session-of-nobody",
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  };
}
