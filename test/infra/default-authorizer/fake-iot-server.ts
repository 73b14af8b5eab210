import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AwsCallError } from "../../../aws/aws-call-error";
import { carryOut } from "./carry-out";
import type { FakeIot } from "./fake-iot";

/** One request that the server received. */
export interface Seen {
  /** Such as `POST /default-authorizer`. */
  readonly route: string;
  /** Access key id and Region in the request's signature. */
  readonly accessKeyId: string;
  readonly region: string;
  readonly body: string;
}

/**
 * A failure that a test injects: an error answer, `drop` (the connection ends before the call is carried out), `drop
 * once done` (it ends afterwards), or `hang` (no answer).
 */
export type Mishap =
  | { readonly status: number; readonly type: string; readonly message: string }
  | "drop"
  | "drop once done"
  | "hang";

export interface FakeIotServer {
  readonly url: string;
  readonly seen: readonly Seen[];
  mishap: (seen: Seen) => Mishap | undefined;
  close(): Promise<void>;
}

const STATUS = { "not-found": 404, "already-exists": 409, conflict: 409, refused: 400 } as Readonly<
  Record<string, number>
>;
const TYPE = {
  "not-found": "ResourceNotFoundException",
  "already-exists": "ResourceAlreadyExistsException",
  conflict: "ResourceConflictException",
  refused: "InvalidRequestException",
} as Readonly<Record<string, string>>;

/** Serves the IoT and Lambda HTTP APIs of a `FakeIot`, and STS's AssumeRole, on a free port of 127.0.0.1. */
export async function startFakeIotServer(iot: FakeIot): Promise<FakeIotServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeIotServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    mishap: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const url = new URL(request.url ?? "/", fake.url);
    const [, accessKeyId = "", region = ""] =
      /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? "") ?? [];
    const call: Seen = { route: `${request.method} ${url.pathname}`, accessKeyId, region, body };
    seen.push(call);
    const mishap = fake.mishap(call);
    if (mishap === "hang") return;
    if (mishap === "drop") return void request.socket.destroy();
    if (typeof mishap === "object") return reply(response, mishap.status, { message: mishap.message }, mishap.type);
    if (call.route === "POST /") return assumeRole(response, body);
    try {
      const result = await carryOut(iot, call.route, body, url.searchParams);
      if (mishap === "drop once done") return void request.socket.destroy();
      reply(response, 200, result);
    } catch (error) {
      const { kind, message } = error as AwsCallError;
      reply(response, STATUS[kind] ?? 500, { message }, TYPE[kind] ?? "InternalFailureException");
    }
  }

  return fake;
}

function reply(response: ServerResponse, status: number, body: object, type?: string): void {
  response.writeHead(status, { "content-type": "application/json", ...(type ? { "x-amzn-errortype": type } : {}) });
  response.end(JSON.stringify(body));
}

/**
 * Answers AssumeRole with the access key id ASSUMED. Accepts the external id `right-id` or the web identity token
 * `right-token`.
 */
function assumeRole(response: ServerResponse, body: string): void {
  const xml = (status: number, content: string) =>
    response.writeHead(status, { "content-type": "text/xml" }).end(content);
  const query = new URLSearchParams(body);
  const action = query.get("Action");
  if (query.get("ExternalId") !== "right-id" && query.get("WebIdentityToken") !== "right-token") {
    xml(
      403,
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>",
    );
    return;
  }
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  xml(
    200,
    `<${action}Response><${action}Result><Credentials><AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>x</SessionToken><Expiration>${expiration}</Expiration></Credentials></${action}Result></${action}Response>`,
  );
}
