import type { Duplex } from "node:stream";
import type { Publish } from "./client";

/** How messages are sent. */
export interface Sending {
  /** Many messages a write, or one. */
  readonly batched: boolean;
  /** QoS 1 messages in flight; AWS's limit is 100. */
  readonly window: number;
}

const BATCH_BYTES = 16 * 1024;

/** Sends without end, as fast as the server takes it in, until the stream is destroyed. */
export function sendAll(stream: Duplex, publish: Publish, { batched, window }: Sending): void {
  if (publish.qos === 1) sendWindowed(stream, publish, batched, window);
  else if (batched) sendBatches(stream, publish.bytes);
  else sendSingly(stream, publish.bytes);
}

function sendBatches(stream: Duplex, bytes: Buffer): void {
  const count = Math.max(1, Math.floor(BATCH_BYTES / bytes.length));
  const batch = Buffer.concat(Array.from({ length: count }, () => bytes));
  const send = () => {
    while (!stream.destroyed && stream.write(batch));
  };
  stream.on("drain", send);
  send();
}

/** Each message is a write, and so a TLS record, of its own. */
function sendSingly(stream: Duplex, bytes: Buffer): void {
  const send = () => {
    if (!stream.destroyed) stream.write(bytes, send);
  };
  send();
}

function sendWindowed(stream: Duplex, { bytes, idAt }: Publish, batched: boolean, window: number): void {
  let sent = 0;
  const send = (count: number) => {
    const batch = Buffer.allocUnsafe(count * bytes.length);
    for (let at = 0; at < count; at++) {
      batch.set(bytes, at * bytes.length);
      batch.writeUInt16BE((sent++ % 65_535) + 1, at * bytes.length + idAt);
    }
    if (batched) stream.write(batch);
    else for (let at = 0; at < count; at++) stream.write(batch.subarray(at * bytes.length, (at + 1) * bytes.length));
  };
  let acknowledged = 0;
  stream.on("data", (chunk: Buffer) => {
    // A PUBACK has 4 bytes.
    acknowledged += chunk.length;
    const count = Math.floor(acknowledged / 4);
    acknowledged -= count * 4;
    if (count > 0 && !stream.destroyed) send(count);
  });
  send(window);
}

/** Counts the messages that come, by their bytes, and acknowledges those of QoS 1. */
export class Receiver {
  messages = 0;
  private rest = Buffer.alloc(0);
  private bytes = 0;

  constructor(
    private readonly stream: Duplex,
    private readonly publish: Publish,
  ) {
    stream.on("data", (chunk: Buffer) => (publish.qos === 0 ? this.count(chunk) : this.acknowledge(chunk)));
  }

  private count(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.messages = Math.floor(this.bytes / this.publish.bytes.length);
  }

  private acknowledge(chunk: Buffer): void {
    const { bytes, idAt } = this.publish;
    const data = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : chunk;
    const count = Math.floor(data.length / bytes.length);
    this.rest = Buffer.from(data.subarray(count * bytes.length));
    if (count === 0) return;
    const answers = Buffer.allocUnsafe(count * 4);
    for (let at = 0; at < count; at++) {
      answers.writeUInt16BE(0x4002, at * 4);
      answers.writeUInt16BE(data.readUInt16BE(at * bytes.length + idAt), at * 4 + 2);
    }
    if (!this.stream.destroyed) this.stream.write(answers);
    this.messages += count;
  }
}

/**
 * Looks at each packet that comes, acknowledges messages of QoS 1, and tells of messages. For packets of less than 130 bytes, a few at a
 * time: unlike {@link Receiver} it takes PUBACKs between them.
 */
export function onMessages(stream: Duplex, { qos, idAt }: Publish, onMessage: () => void): void {
  let rest = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 2 && rest.length >= 2 + (rest[1] as number)) {
      const packet = rest.subarray(0, 2 + (rest[1] as number));
      rest = rest.subarray(packet.length);
      if ((packet[0] as number) >> 4 !== 3) continue;
      if (qos === 1) stream.write(Buffer.of(0x40, 2, packet[idAt] as number, packet[idAt + 1] as number));
      onMessage();
    }
  });
}

/** Milliseconds pass. */
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
