import type { Duplex } from "node:stream";
import type { Publish } from "./service-client";

/** How messages are sent. */
export interface Sending {
  /** Whether one write contains many messages, or one. */
  readonly batched: boolean;
  /** Maximum number of unacknowledged QoS 1 messages of a publisher; AWS IoT Core's limit is 100. */
  readonly window: number;
}

const BATCH_BYTES = 16 * 1024;
/**
 * Number of writes after which a publisher lets Node.js handle received data: writes that succeed immediately would
 * continue without a pause.
 */
const WRITES_A_TURN = 16;

/**
 * Maximum number of bytes in flight to all subscribers, and to one, so that slow subscribers do not fill a process's
 * memory.
 */
const [IN_FLIGHT_BYTES, IN_FLIGHT_BYTES_EACH] = [8 * 1024 * 1024, 256 * 1024];
/**
 * Maximum number of QoS 1 messages in flight to a subscriber: a broker disconnects a subscriber whose queue is full.
 */
const IN_FLIGHT_QOS_1 = 500;
/** Milliseconds without a received message after which the messages in flight count as lost. */
const LOST_MILLISECONDS = 500;

/**
 * Counts the messages in flight from all publishers to all subscribers of a load. Publishers stop at the maximum, and
 * continue when half of the maximum has arrived. If they continued with each message that arrives, they would send one
 * message at a time from then on, which is a different load.
 */
export class Flight {
  private readonly most: number;
  private sent = 0;
  private received = 0;
  private held = false;
  private waiting: (() => void)[] = [];
  private readonly watch: NodeJS.Timeout;

  constructor(
    { bytes, qos }: Publish,
    private readonly subscribers: number,
  ) {
    const each = Math.min(IN_FLIGHT_BYTES_EACH, IN_FLIGHT_BYTES / subscribers);
    this.most = Math.max(1, Math.min(Math.floor(each / bytes.length), qos === 1 ? IN_FLIGHT_QOS_1 : Number.MAX_VALUE));
    let before = -1;
    this.watch = setInterval(() => {
      if (this.received === before) this.arrived(this.sent * this.subscribers - this.received);
      before = this.received;
    }, LOST_MILLISECONDS);
  }

  /** Number of messages that may be sent now. */
  get room(): number {
    if (this.held) return 0;
    return Math.floor(this.most - this.sent + this.received / this.subscribers);
  }

  depart(count: number): void {
    this.sent += count;
  }

  arrived(count: number): void {
    this.received += count;
    if (this.waiting.length === 0 || this.room < this.most / 2) return;
    const all = this.waiting;
    this.waiting = [];
    for (const go of all) go();
  }

  /** Lets publishers send nothing until {@link release}. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.arrived(0);
  }

  /** Calls `go` when there is room for half of the maximum. */
  wait(go: () => void): void {
    this.waiting.push(go);
  }

  end(): void {
    clearInterval(this.watch);
    this.waiting = [];
  }
}

/** Sends messages until the stream is destroyed, as fast as the server accepts and subscribers receive them. */
export function sendAll(stream: Duplex, publish: Publish, { batched, window }: Sending, flight: Flight): void {
  const { bytes, qos } = publish;
  const perWrite = batched ? Math.max(1, Math.floor(BATCH_BYTES / bytes.length)) : 1;
  let id = 0;
  let unacknowledged = 0;
  let waits = false;
  const resume = () => {
    waits = false;
    send();
  };
  const send = () => {
    for (let writes = 0; !waits && !stream.destroyed; writes++) {
      const count = Math.min(perWrite, flight.room, qos === 1 ? window - unacknowledged : perWrite);
      // The next PUBACK continues.
      if (count <= 0 && unacknowledged >= window) return;
      waits = true;
      if (count <= 0) flight.wait(resume);
      else if (writes === WRITES_A_TURN) setImmediate(resume);
      else {
        flight.depart(count);
        if (qos === 1) unacknowledged += count;
        waits = !stream.write(batchOf(publish, count, id));
        id += count;
        if (waits) stream.once("drain", () => setImmediate(resume));
      }
    }
  };
  if (qos === 1) {
    countPubacks(stream, (count) => {
      unacknowledged -= count;
      if (!waits) send();
    });
  }
  send();
}

/** Returns a number of messages as bytes; those of QoS 1 have the packet identifiers that follow `id`. */
function batchOf({ bytes, qos, idAt }: Publish, count: number, id: number): Buffer {
  if (count === 1 && qos === 0) return bytes;
  const batch = Buffer.allocUnsafe(count * bytes.length);
  for (let at = 0; at < count; at++) {
    batch.set(bytes, at * bytes.length);
    if (qos === 1) batch.writeUInt16BE(((id + at) % 65_535) + 1, at * bytes.length + idAt);
  }
  return batch;
}

/** Counts PUBACKs by their bytes: each has 4, and the stream receives no other packets. */
function countPubacks(stream: Duplex, onPubacks: (count: number) => void): void {
  let rest = 0;
  stream.on("data", (chunk: Buffer) => {
    const bytes = rest + chunk.length;
    rest = bytes % 4;
    if (bytes >= 4) onPubacks((bytes - rest) / 4);
  });
}

/** Counts the received messages by their bytes, and acknowledges those of QoS 1. */
export class Receiver {
  messages = 0;
  private rest = Buffer.alloc(0);
  private bytes = 0;

  constructor(
    private readonly stream: Duplex,
    private readonly publish: Publish,
    private readonly flight: Flight,
  ) {
    stream.on("data", (chunk: Buffer) => (publish.qos === 0 ? this.count(chunk) : this.acknowledge(chunk)));
  }

  private count(chunk: Buffer): void {
    this.bytes += chunk.length;
    this.arrived(Math.floor(this.bytes / this.publish.bytes.length) - this.messages);
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
    this.arrived(count);
  }

  private arrived(count: number): void {
    this.messages += count;
    this.flight.arrived(count);
  }
}

/**
 * Reads each received packet, acknowledges messages of QoS 1, and calls `onMessage` for each message. Unlike
 * {@link Receiver} it accepts PUBACKs between messages. It is only for low rates, and for packets of less than 130
 * bytes, whose remaining length is one byte.
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

/** Waits for a number of milliseconds. */
export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
