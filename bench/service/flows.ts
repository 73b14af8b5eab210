import type { Duplex } from "node:stream";
import type { Publish } from "./service-client";

/** How messages are sent. */
export interface Sending {
  /** Many messages a write, or one. */
  readonly batched: boolean;
  /** QoS 1 messages of one publisher in flight; AWS's limit is 100. */
  readonly window: number;
}

const BATCH_BYTES = 16 * 1024;
/** Writes after which whatever came in meanwhile has its turn: Node.js tells of a write that was taken at once before anything else. */
const WRITES_A_TURN = 16;

/** Bytes that are on their way to all subscribers at most, and to one, so that no process's memory grows, however slow one of them is. */
const [IN_FLIGHT_BYTES, IN_FLIGHT_BYTES_EACH] = [8 * 1024 * 1024, 256 * 1024];
/** Messages of QoS 1 on their way to a subscriber at most: a broker gives up one for whom more wait than it keeps. */
const IN_FLIGHT_QOS_1 = 500;
/** Milliseconds without any message after which those on their way count as lost. */
const LOST_MILLISECONDS = 500;

/**
 * What is on its way from all publishers to all subscribers of a load: publishers stop when it is as much as may be, and go on when half of it has
 * arrived. If they went on with each message that arrives, they would send one after the other from then on, which is another load.
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

  /** Messages that may be sent now. */
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

  /** Nothing may be sent until {@link release}. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
    this.arrived(0);
  }

  /** Calls back when there is room for half of what may be on its way. */
  wait(go: () => void): void {
    this.waiting.push(go);
  }

  end(): void {
    clearInterval(this.watch);
    this.waiting = [];
  }
}

/** Sends without end, as fast as the server takes it in and subscribers get it, until the stream is destroyed. */
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
      // The next PUBACK goes on.
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

/** So many messages, those of QoS 1 with the packet identifiers that follow. */
function batchOf({ bytes, qos, idAt }: Publish, count: number, id: number): Buffer {
  if (count === 1 && qos === 0) return bytes;
  const batch = Buffer.allocUnsafe(count * bytes.length);
  for (let at = 0; at < count; at++) {
    batch.set(bytes, at * bytes.length);
    if (qos === 1) batch.writeUInt16BE(((id + at) % 65_535) + 1, at * bytes.length + idAt);
  }
  return batch;
}

/** A PUBACK has 4 bytes, and nothing else comes. */
function countPubacks(stream: Duplex, onPubacks: (count: number) => void): void {
  let rest = 0;
  stream.on("data", (chunk: Buffer) => {
    const bytes = rest + chunk.length;
    rest = bytes % 4;
    if (bytes >= 4) onPubacks((bytes - rest) / 4);
  });
}

/** Counts the messages that come, by their bytes, and acknowledges those of QoS 1. */
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
