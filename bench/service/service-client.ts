import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { generate, type Packet } from "mqtt-packet";
import { createWebSocketStream, WebSocket } from "ws";
import { PASSWORD, PRINTER } from "../../test/clients/users";

/** A topic that the user of the benchmark may publish and subscribe to. */
export const topicOf = (name: string): string => `telemetry/${PRINTER}/${name}`;

/** Where to connect to. */
export interface Address {
  readonly port: number;
  readonly caFile: string;
  readonly webSocketPort: number | undefined;
}

const contexts = new Map<string, SecureContext>();
function contextOf(caFile: string): SecureContext {
  const context = contexts.get(caFile) ?? createSecureContext({ ca: readFileSync(caFile) });
  contexts.set(caFile, context);
  return context;
}

/** How a client speaks. */
export interface Speech {
  /** @default 4, MQTT 3.1.1 */
  readonly version?: 4 | 5;
  /** @default false, TLS */
  readonly webSocket?: boolean;
}

async function openStream(address: Address, webSocket: boolean): Promise<Duplex> {
  if (!webSocket) {
    const { port, caFile } = address;
    const target = { port, host: "127.0.0.1", servername: "localhost", ALPNProtocols: ["mqtt"] };
    const socket = connect({ ...target, secureContext: contextOf(caFile) });
    socket.setNoDelay();
    return socket;
  }
  const options = { ca: readFileSync(address.caFile), perMessageDeflate: false };
  const socket = new WebSocket(`wss://localhost:${address.webSocketPort}/mqtt`, "mqtt", options);
  await once(socket, "open");
  return createWebSocketStream(socket);
}

/** Who logs in. */
export interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Connects, logs in as the user of the benchmark, and waits for the CONNACK.
 * @throws Error if the login is refused
 */
export function openClient(address: Address, name: string, speech: Speech = {}): Promise<Duplex> {
  return openAs(address, { clientId: `${PRINTER}-${name}`, username: PRINTER, password: PASSWORD }, speech);
}

/** The same for anybody. */
export async function openAs(
  address: Address,
  who: Login,
  { version = 4, webSocket = false }: Speech = {},
): Promise<Duplex> {
  const stream = await openStream(address, webSocket);
  const login = { ...who, password: Buffer.from(who.password) };
  const packet: Packet = { cmd: "connect", protocolVersion: version, clean: true, keepalive: 1200, ...login };
  stream.write(generate(packet));
  const connack = await answer(stream);
  if (connack[3] !== 0) throw new Error(`the login was refused: ${connack.toString("hex")}`);
  stream.on("error", () => stream.destroy());
  return stream;
}

/** Subscribes and waits for the SUBACK. */
export async function subscribe(stream: Duplex, topic: string, qos: 0 | 1, version: 4 | 5 = 4): Promise<void> {
  const packet: Packet = { cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos }] };
  stream.write(generate(packet, { protocolVersion: version }));
  await answer(stream);
}

/** What comes next. @throws Error if the connection ends without it */
async function answer(stream: Duplex): Promise<Buffer> {
  const ended = new AbortController();
  const onClose = () => ended.abort(new Error("the server closed the connection"));
  stream.once("close", onClose);
  try {
    const [data] = (await once(stream, "data", { signal: ended.signal })) as [Buffer];
    return data;
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    stream.off("close", onClose);
  }
}

/** A PUBLISH whose packet identifier is to be filled in. */
export interface Publish {
  readonly bytes: Buffer;
  readonly qos: 0 | 1;
  /** Where the packet identifier is. */
  readonly idAt: number;
}

/** A PUBLISH of QoS 0 or 1. */
export function publishOf(topic: string, qos: 0 | 1, payloadBytes: number, version: 4 | 5 = 4): Publish {
  const payload = Buffer.alloc(payloadBytes, 1);
  const packet: Packet = { cmd: "publish", topic, qos, dup: false, retain: false, messageId: 1, payload };
  const bytes = generate(packet, { protocolVersion: version });
  return { bytes, qos, idAt: bytes.indexOf(topic) + Buffer.byteLength(topic) };
}
