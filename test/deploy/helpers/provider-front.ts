import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  createServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { READY_MADE } from "../../helpers/ready-made";
import { keepUsedTypes } from "./provider-schema";

/** A proxy between `terraform` and a running AWS provider. */
export interface ProviderFront {
  close(): Promise<void>;
}

/** A complete gRPC response. */
interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders;
}

/** Path of the call that Terraform's documentation names `GetProviderSchema`. */
const GET_SCHEMA = "/tfplugin5.Provider/GetSchema";
/**
 * Path of Terraform's `ValidateProviderConfig`, which validates the provider's settings. At each call the provider also
 * examines all its 1,500 resource types.
 */
const VALIDATE_SETTINGS = "/tfplugin5.Provider/PrepareProviderConfig";
/** Calls whose answers depend only on the request, as long as the provider runs. */
const ASKED_ONCE: ReadonlySet<unknown> = new Set([GET_SCHEMA, VALIDATE_SETTINGS]);
/** The request of `GetProviderSchema` is an empty message: only gRPC's prefix. */
const EMPTY_MESSAGE = Buffer.alloc(5);
/** Window of HTTP/2's flow control, in bytes. With the default of 64 KiB, sending the schema takes longer. */
const WINDOW = 16 * 1024 * 1024;

/**
 * Returns the file in which the first provider of a run of jest keeps its schema for the others, which run the same
 * program: returning the schema takes a provider longer than all other calls of a plan.
 */
const keptFile = (): string | undefined => {
  const folder = process.env[READY_MADE];
  return folder && join(folder, "aws-provider-schema.json");
};

function keptAnswer(): Answer | undefined {
  const file = keptFile();
  try {
    const { body, ...rest } = JSON.parse(readFileSync(file ?? "", "utf8"));
    return { ...rest, body: Buffer.from(body, "base64") };
  } catch {
    return undefined;
  }
}

/** Keeps the answer. The file is renamed when it is complete, since other processes may read it at any time. */
function keepAnswer({ body, ...rest }: Answer): void {
  const file = keptFile();
  if (file === undefined) return;
  const part = `${file}.${randomUUID()}`;
  writeFileSync(part, JSON.stringify({ ...rest, body: body.toString("base64") }));
  renameSync(part, file);
}

/**
 * Starts a proxy that passes calls and answers on unchanged, with two exceptions. The schema is requested once in a run
 * of jest, and reduced to the types that are used: the provider has 1,500 types, and sending and reading them takes two
 * seconds of a core in each run, which is most of a run's time. And the provider validates the same settings only once,
 * which is most of the rest.
 * @param socket Path of the socket to listen on
 * @param provider Path of the provider's socket
 */
export async function startProviderFront(socket: string, provider: string): Promise<ProviderFront> {
  const kept = keptAnswer();
  /** Answers by path and request. */
  const known = new Map<string, Promise<Answer>>();
  const keyOf = (path: unknown, message: Buffer) => `${path} ${message.toString("base64")}`;
  if (kept) known.set(keyOf(GET_SCHEMA, EMPTY_MESSAGE), Promise.resolve(kept));
  const ask = async (upstream: ClientHttp2Session, headers: IncomingHttpHeaders, message: Buffer): Promise<Answer> => {
    const call = upstream.request(headers, { endStream: false });
    call.end(message);
    const answer = await receive(call);
    if (answer.trailers["grpc-status"] !== "0") throw new Error(`the AWS provider failed at ${headers[":path"]}`);
    if (headers[":path"] !== GET_SCHEMA) return answer;
    const used = { ...answer, body: keepUsedTypes(answer.body) };
    keepAnswer(used);
    return used;
  };
  const answerOnce = async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: ClientHttp2Session) => {
    let key = "";
    try {
      const message = await bodyOf(stream);
      key = keyOf(headers[":path"], message);
      const asked = known.get(key) ?? ask(upstream, headers, message);
      known.set(key, asked);
      send(stream, await asked);
    } catch {
      known.delete(key);
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  };
  const server = createServer({ settings: { initialWindowSize: WINDOW } });
  const sessions = new Set<ClientHttp2Session>();
  server.on("session", (session) => {
    const upstream = connect("http://localhost", {
      createConnection: () => connectSocket(provider),
      settings: { initialWindowSize: WINDOW },
    });
    sessions.add(upstream);
    upstream.on("connect", () => {
      if (!upstream.destroyed) upstream.setLocalWindowSize(WINDOW);
    });
    upstream.on("error", () => session.destroy());
    upstream.on("close", () => {
      sessions.delete(upstream);
      session.destroy();
    });
    session.on("error", () => upstream.destroy());
    session.on("close", () => upstream.destroy());
    session.on("stream", (stream, headers) => {
      stream.on("error", () => stream.destroy());
      if (ASKED_ONCE.has(headers[":path"])) {
        void answerOnce(stream, headers, upstream);
        return;
      }
      const call = upstream.request(headers, { endStream: false });
      call.on("error", () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
      stream.on("close", () => call.close(constants.NGHTTP2_CANCEL));
      stream.pipe(call);
      handBack(call, stream);
    });
  });
  server.listen(socket);
  await once(server, "listening");
  return {
    async close() {
      for (const upstream of sessions) upstream.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Passes an answer on as it arrives. If the call has no result, its status is in the headers. */
function handBack(call: ClientHttp2Stream, stream: ServerHttp2Stream): void {
  let trailers: IncomingHttpHeaders = {};
  call.on("trailers", (received) => {
    trailers = received;
  });
  call.on("response", (headers, flags) => {
    if (stream.destroyed) return;
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) return stream.respond(headers, { endStream: true });
    stream.respond(headers, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    call.pipe(stream);
  });
}

async function receive(call: ClientHttp2Stream): Promise<Answer> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  call.on("response", (received) => {
    headers = received;
  });
  call.on("trailers", (received) => {
    trailers = received;
  });
  const body = await bodyOf(call);
  return { headers, body, trailers };
}

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(stream: ServerHttp2Stream, answer: Answer): void {
  stream.respond(answer.headers, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers(answer.trailers));
  stream.end(answer.body);
}
