import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import type { WaitingMemory } from "../sessions/waiting-memory";
import { BlockPool } from "./block-pool";
import { OutboundBuffer, type Piece } from "./outbound-buffer";

/**
 * Approximate size of one write, bytes. It is limited because TLS copies all bytes that are written but not sent yet.
 */
const BATCH_BYTES = 256 * 1024;

/**
 * Writes the collected packets of connections after the current event has been handled, so that many packets become one
 * write. Answers are written before messages, so that clients that wait for an answer can continue earlier.
 */
export class FlushScheduler {
  readonly blocks = new BlockPool();
  private answers: OutboundStream[] = [];
  private waiting: OutboundStream[] = [];
  private readonly flush = (): void => {
    const { answers, waiting } = this;
    this.answers = [];
    this.waiting = [];
    for (const outbound of answers) outbound.flush();
    for (const outbound of waiting) outbound.flush();
  };

  later(outbound: OutboundStream, isAnswer: boolean): void {
    if (this.waiting.length === 0 && this.answers.length === 0) process.nextTick(this.flush);
    (isAnswer ? this.answers : this.waiting).push(outbound);
  }
}

/**
 * The sending side of a connection: collects packets, writes them in batches, and stops writing while the client
 * receives too slowly.
 */
export class OutboundStream {
  readonly buffer: OutboundBuffer;
  /** Whether the stream accepts no more bytes until its `drain` event. */
  blocked = false;
  private flushPlanned = false;
  /** Whether there was no room at the last check, and the client has received nothing since. */
  private full = false;
  /** Bytes of this stream that are counted in {@link memory}. */
  private accounted = 0;

  constructor(
    private readonly stream: Duplex,
    private readonly flushes: FlushScheduler,
    /** Memory that the unsent bytes of all connections share. */
    private readonly memory: WaitingMemory,
    /** Maximum number of unsent bytes. */
    private readonly maxBytes: number,
  ) {
    this.buffer = new OutboundBuffer(flushes.blocks);
    stream.on("drain", () => {
      this.blocked = false;
      this.full = false;
      this.flush();
      this.account();
    });
    stream.on("close", () => {
      this.blocked = false;
      this.account();
    });
  }

  /** Bytes that wait in this process; 0 while the stream accepts bytes. */
  get unsentBytes(): number {
    return this.blocked ? this.buffer.bytes + this.stream.writableLength : 0;
  }

  /** Whether the client receives fast enough for more bytes to be put into the buffer. */
  get hasRoom(): boolean {
    if (!this.blocked) return true;
    const { unsentBytes } = this;
    return unsentBytes <= this.maxBytes && this.memory.allows(unsentBytes);
  }

  /**
   * Whether messages may be put into the buffer. After a check found no room, this stays false without another check
   * until the client has received something: there may be very many messages, and dropping one must take little time.
   */
  get takesMessages(): boolean {
    if (!this.blocked) return true;
    if (!this.full) this.full = !this.hasRoom;
    return !this.full;
  }

  /**
   * Must be called after bytes were put into the buffer.
   * @param isAnswer whether the client waits for them
   * @default false
   */
  changed(isAnswer = false): void {
    if (this.blocked) {
      this.account();
    } else if (!this.flushPlanned) {
      this.flushPlanned = true;
      this.flushes.later(this, isAnswer);
    }
  }

  /** Writes the waiting bytes until the stream is blocked. */
  flush(): void {
    this.flushPlanned = false;
    while (this.buffer.bytes > 0 && !this.blocked && this.stream.writable) {
      const only = this.buffer.takeOnly();
      if (only) this.blocked = !this.stream.write(only);
      else this.write(this.buffer.take(BATCH_BYTES));
      if (this.blocked) this.account();
    }
  }

  private write(pieces: readonly Piece[]): void {
    const [only] = pieces;
    if (only && pieces.length === 1) {
      this.blocked = !this.put(only);
    } else {
      this.stream.cork();
      for (const piece of pieces) this.blocked = !this.put(piece);
      this.stream.uncork();
    }
  }

  /** @returns false if the stream accepts no more bytes for now */
  private put({ bytes, block }: Piece): boolean {
    if (block === undefined) return this.stream.write(bytes);
    return this.stream.write(bytes, (error) => {
      if (!error) this.flushes.blocks.give(block);
    });
  }

  private account(): void {
    const { unsentBytes } = this;
    this.memory.used += unsentBytes - this.accounted;
    this.accounted = unsentBytes;
  }

  /**
   * Writes the last bytes and ends the stream. Destroys the stream if it is not closed within `graceMs` milliseconds.
   */
  finish(wallClock: Clock, graceMs: number): void {
    const { stream } = this;
    if (stream.destroyed) return;
    for (const { bytes } of this.buffer.take()) stream.write(bytes);
    stream.end();
    stream.resume();
    stream.once(
      "close",
      wallClock.after(graceMs, () => stream.destroy()),
    );
  }
}
