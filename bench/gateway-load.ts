import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import { generate, type Packet } from "mqtt-packet";
import { PASSWORD, PRINTER } from "../test/clients/users";

/** Messages in flight with QoS 1, AWS's limit. */
const WINDOW = 100;
const BATCH_BYTES = 16 * 1024;
const PAYLOAD = Buffer.alloc(64, 1);
const TOPIC = `telemetry/${PRINTER}`;

/** A server to connect to. */
export interface Target {
  readonly port: number;
  readonly caFile: string;
}

const contexts = new Map<string, SecureContext>();
function contextOf(caFile: string): SecureContext {
  const context = contexts.get(caFile) ?? createSecureContext({ ca: readFileSync(caFile) });
  contexts.set(caFile, context);
  return context;
}

/** Connects by TLS, logs in, and waits for the CONNACK. @throws Error if the login is refused */
export async function openTlsClient(
  { port, caFile }: Target,
  protocolVersion: 4 | 5,
  login: { readonly clientId: string; readonly username?: string; readonly password?: Buffer },
): Promise<TLSSocket> {
  const target = { port, host: "127.0.0.1", servername: "localhost", ALPNProtocols: ["mqtt"] };
  const socket = connect({ ...target, secureContext: contextOf(caFile) });
  socket.setNoDelay();
  const packet: Packet = { cmd: "connect", protocolVersion, clean: true, keepalive: 1200, ...login };
  socket.write(generate(packet, { protocolVersion }));
  const [connack] = (await once(socket, "data")) as [Buffer];
  if (connack[3] !== 0) throw new Error(`the login was refused: ${connack.toString("hex")}`);
  socket.on("error", () => socket.destroy());
  return socket;
}

/** The login of a user of the stack that the stand-in of the benchmark has in place. */
export const loginAs = (clientId: string) => ({ clientId, username: PRINTER, password: Buffer.from(PASSWORD) });

/**
 * Sends messages by TLS from one connection to another and counts what arrives, by its bytes.
 * @returns messages per second, from the first one sent to the last one received
 */
export async function measureTlsThroughput(
  target: Target,
  { version, qos, messages }: { version: 4 | 5; qos: 0 | 1; messages: number },
): Promise<number> {
  const options = { protocolVersion: version };
  const subscriber = await openTlsClient(target, version, loginAs(`${PRINTER}-subscriber`));
  const subscriptions = [{ topic: TOPIC, qos }];
  subscriber.write(generate({ cmd: "subscribe", messageId: 1, subscriptions }, options));
  await once(subscriber, "data");
  const publisher = await openTlsClient(target, version, loginAs(`${PRINTER}-publisher`));
  const message = { cmd: "publish", topic: TOPIC, qos, dup: false, retain: false, payload: PAYLOAD } as const;
  const packet = generate({ ...message, messageId: 1 }, options);
  const started = performance.now();
  const done = receive(subscriber, packet, qos, messages);
  if (qos === 0) void sendAll(publisher, packet, messages);
  else sendWindowed(publisher, packet, messages);
  await done;
  const seconds = (performance.now() - started) / 1000;
  subscriber.destroy();
  publisher.destroy();
  return messages / seconds;
}

/** Position of the packet identifier: after the fixed header (2 bytes), the topic's length and the topic. */
const ID_AT = 4 + Buffer.byteLength(TOPIC);

async function sendAll(socket: TLSSocket, packet: Buffer, messages: number): Promise<void> {
  const perBatch = Math.floor(BATCH_BYTES / packet.length);
  const batch = Buffer.concat(Array.from({ length: perBatch }, () => packet));
  for (let left = messages; left > 0; left -= perBatch) {
    if (!socket.write(batch.subarray(0, Math.min(left, perBatch) * packet.length))) await once(socket, "drain");
  }
}

function sendWindowed(socket: TLSSocket, packet: Buffer, messages: number): void {
  let sent = 0;
  const send = (count: number) => {
    const batch = Buffer.allocUnsafe(count * packet.length);
    for (let at = 0; at < count; at++) {
      batch.set(packet, at * packet.length);
      batch.writeUInt16BE((sent++ % 65_535) + 1, at * packet.length + ID_AT);
    }
    socket.write(batch);
  };
  let bytes = 0;
  socket.on("data", (chunk) => {
    // A PUBACK has 4 bytes, with MQTT 5 too if all went well.
    bytes += chunk.length;
    const acknowledged = Math.floor(bytes / 4);
    bytes -= acknowledged * 4;
    const next = Math.min(acknowledged, messages - sent);
    if (next > 0) send(next);
  });
  send(Math.min(WINDOW, messages));
}

function receive(socket: TLSSocket, packet: Buffer, qos: 0 | 1, messages: number): Promise<void> {
  let received = 0;
  let rest = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${messages - received} messages are missing`)), 60_000);
    socket.on("data", (chunk: Buffer) => {
      const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const count = Math.floor(data.length / packet.length);
      // Bytes are counted, not packets read; that they are the packets sent is looked at once in every chunk.
      const last = data.subarray((count - 1) * packet.length, (count - 1) * packet.length + ID_AT);
      if (count > 0 && !last.equals(packet.subarray(0, ID_AT))) reject(new Error("something else was received"));
      if (qos === 1 && count > 0) {
        const answers = Buffer.allocUnsafe(count * 4);
        for (let at = 0; at < count; at++) {
          answers.writeUInt16BE(0x4002, at * 4);
          answers.writeUInt16BE(data.readUInt16BE(at * packet.length + ID_AT), at * 4 + 2);
        }
        socket.write(answers);
      }
      rest = Buffer.from(data.subarray(count * packet.length));
      received += count;
      if (received < messages) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
