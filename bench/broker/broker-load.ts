import { connect, type Socket } from "node:net";
import { generate, type Packet } from "mqtt-packet";

/** Messages from one publisher to one subscriber. */
export interface Load {
  readonly version: 4 | 5;
  readonly qos: 0 | 1;
  readonly messages: number;
  readonly payloadBytes: number;
}

/** Maximum number of unacknowledged QoS 1 messages: AWS IoT Core's limit. */
const WINDOW = 100;
const BATCH_BYTES = 64 * 1024;

/**
 * Sends messages through a broker from one connection to another and counts those that arrive. Writes and counts bytes
 * instead of packets where possible, so that the broker limits the rate and not this process.
 * @returns messages per second, from the first one sent to the last one received
 * @throws Error if a message is missing after 30 seconds
 */
export async function measureThroughput(port: number, load: Load): Promise<number> {
  const topic = `bench/${load.version}/${load.qos}`;
  const subscriber = await openClient(port, load.version, "bench-subscriber");
  subscriber.write(
    generate(
      { cmd: "subscribe", messageId: 1, subscriptions: [{ topic, qos: load.qos }] },
      { protocolVersion: load.version },
    ),
  );
  await new Promise((resolve) => subscriber.once("data", resolve));
  const publisher = await openClient(port, load.version, "bench-publisher");
  const packet = generate(
    {
      cmd: "publish",
      topic,
      qos: load.qos,
      dup: false,
      retain: false,
      messageId: 1,
      payload: Buffer.alloc(load.payloadBytes, 1),
    },
    { protocolVersion: load.version },
  );
  const idAt = 4 + topic.length + (load.payloadBytes + topic.length > 120 ? 1 : 0);
  const started = performance.now();
  const received =
    load.qos === 0
      ? countBytes(subscriber, packet.length, load.messages)
      : acknowledge(subscriber, packet.length, idAt, load.messages);
  if (load.qos === 0) sendAll(publisher, packet, load.messages);
  else sendWindowed(publisher, packet, idAt, load.messages);
  await received;
  const seconds = (performance.now() - started) / 1000;
  subscriber.destroy();
  publisher.destroy();
  return load.messages / seconds;
}

/** Connects over plain TCP and waits for the CONNACK. */
export async function openClient(port: number, protocolVersion: 4 | 5, clientId: string): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("data", () => resolve());
    const packet: Packet = { cmd: "connect", protocolVersion, clientId, clean: true, keepalive: 1200 };
    socket.write(generate(packet, { protocolVersion }));
  });
  socket.removeAllListeners("error");
  socket.on("error", () => socket.destroy());
  return socket;
}

function sendAll(socket: Socket, packet: Buffer, messages: number): void {
  const perBatch = Math.floor(BATCH_BYTES / packet.length);
  const batch = Buffer.concat(Array.from({ length: perBatch }, () => packet));
  let left = messages;
  const send = () => {
    while (left > 0) {
      const count = Math.min(left, perBatch);
      left -= count;
      if (!socket.write(batch.subarray(0, count * packet.length))) {
        socket.once("drain", send);
        return;
      }
    }
  };
  send();
}

function countBytes(socket: Socket, packetBytes: number, messages: number): Promise<void> {
  let bytes = 0;
  return untilDone(socket, (chunk) => {
    bytes += chunk.length;
    return bytes === packetBytes * messages;
  });
}

function sendWindowed(socket: Socket, packet: Buffer, idAt: number, messages: number): void {
  let sent = 0;
  const send = (count: number) => {
    const batch = Buffer.allocUnsafe(count * packet.length);
    for (let at = 0; at < count; at++) {
      batch.set(packet, at * packet.length);
      batch.writeUInt16BE((sent++ % 65_535) + 1, at * packet.length + idAt);
    }
    socket.write(batch);
  };
  let rest = 0;
  socket.on("data", (chunk) => {
    rest += chunk.length;
    const acknowledged = Math.floor(rest / 4);
    rest -= acknowledged * 4;
    const next = Math.min(acknowledged, messages - sent);
    if (next > 0) send(next);
  });
  send(Math.min(WINDOW, messages));
}

function acknowledge(socket: Socket, packetBytes: number, idAt: number, messages: number): Promise<void> {
  let received = 0;
  let rest = Buffer.alloc(0);
  return untilDone(socket, (chunk) => {
    const data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const count = Math.floor(data.length / packetBytes);
    const answers = Buffer.allocUnsafe(count * 4);
    for (let at = 0; at < count; at++) {
      answers.writeUInt16BE(0x4002, at * 4);
      answers.writeUInt16BE(data.readUInt16BE(at * packetBytes + idAt), at * 4 + 2);
    }
    socket.write(answers);
    rest = Buffer.from(data.subarray(count * packetBytes));
    received += count;
    return received === messages;
  });
}

function untilDone(socket: Socket, done: (chunk: Buffer) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("messages are missing after 30 seconds")), 30_000);
    socket.on("data", (chunk) => {
      if (!done(chunk)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}
