import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Duplex } from "node:stream";
import { connect, createSecureContext, type SecureContext } from "node:tls";
import { generate, type Packet } from "mqtt-packet";
import { createWebSocketStream, WebSocket } from "ws";
import { PASSWORD, PRINTER } from "../../test/clients/users";

/** Returns a topic to which the benchmark's user may publish and subscribe. */
export const topicOf = (name: string): string => `telemetry/${PRINTER}/${name}`;

/** Ports of a server, and the file of its CA certificate. */
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

/** Protocols of a client. */
export interface Speech {
  /** Protocol level of MQTT. @default 4, which is MQTT 3.1.1 */
  readonly version?: 4 | 5;
  /** Whether the client connects over WebSocket. @default false */
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

/** Client id and credentials of a login. */
export interface Login {
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
}

/**
 * Connects, logs in as the benchmark's user, and waits for the CONNACK.
 * @throws Error if the login is refused
 */
export function openClient(address: Address, name: string, speech: Speech = {}): Promise<Duplex> {
  return openAs(address, { clientId: `${PRINTER}-${name}`, username: PRINTER, password: PASSWORD }, speech);
}

/**
 * Connects, logs in with any client id and credentials, and waits for the CONNACK.
 * @throws Error if the login is refused
 */
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

/** Returns the next data that arrives. @throws Error if the connection ends first */
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

/** A PUBLISH packet as bytes, in which the sender sets the packet identifier. */
export interface Publish {
  readonly bytes: Buffer;
  readonly qos: 0 | 1;
  /** Offset of the packet identifier. */
  readonly idAt: number;
}

/** Returns a PUBLISH packet of QoS 0 or 1. */
export function publishOf(topic: string, qos: 0 | 1, payloadBytes: number, version: 4 | 5 = 4): Publish {
  const payload = Buffer.alloc(payloadBytes, 1);
  const packet: Packet = { cmd: "publish", topic, qos, dup: false, retain: false, messageId: 1, payload };
  const bytes = generate(packet, { protocolVersion: version });
  return { bytes, qos, idAt: bytes.indexOf(topic) + Buffer.byteLength(topic) };
}
