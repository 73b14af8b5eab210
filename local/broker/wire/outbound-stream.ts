import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import type { WaitingMemory } from "../sessions/waiting-memory";
import { BlockPool } from "./block-pool";
import { OutboundBuffer, type Piece } from "./outbound-buffer";

/** Bytes of one write, roughly: TLS makes a copy of all that is written and not yet taken. */
const BATCH_BYTES = 256 * 1024;

/**
 * Writes what connections have to send once the packets that are being handled are done, so that many packets make one write. Clients that wait
 * for an answer come first: they go on while messages are being written to others.
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

/** The sending side of a connection: collects packets, writes them in batches, and stops writing while the peer does not keep up. */
export class OutboundStream {
  readonly buffer: OutboundBuffer;
  /** The stream takes no more until it has drained. */
  blocked = false;
  private flushPlanned = false;
  /** There was no room the last time that was looked at, and the peer has taken in nothing since. */
  private full = false;
  /** Bytes of ours that {@link memory} knows of. */
  private accounted = 0;

  constructor(
    private readonly stream: Duplex,
    private readonly flushes: FlushScheduler,
    /** What the unsent bytes of all connections share. */
    private readonly memory: WaitingMemory,
    /** Unsent bytes above which there is no room. */
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

  /** Bytes that the peer has not taken yet, as far as is known. */
  get unsentBytes(): number {
    return this.blocked ? this.buffer.bytes + this.stream.writableLength : 0;
  }

  /** Whether the peer keeps up well enough for more to be put into the buffer. */
  get hasRoom(): boolean {
    if (!this.blocked) return true;
    const { unsentBytes } = this;
    return unsentBytes <= this.maxBytes && this.memory.allows(unsentBytes);
  }

  /**
   * The same for messages, of which there may be very many: a peer that was found without room is given none before it has taken in something, so
   * that what it misses costs hardly anything.
   */
  get takesMessages(): boolean {
    if (!this.blocked) return true;
    if (!this.full) this.full = !this.hasRoom;
    return !this.full;
  }

  /** To be called after something was put into the buffer. @param isAnswer whether the client waits for it @default false */
  changed(isAnswer = false): void {
    if (this.blocked) {
      this.account();
    } else if (!this.flushPlanned) {
      this.flushPlanned = true;
      this.flushes.later(this, isAnswer);
    }
  }

  /** Writes what waits. */
  flush(): void {
    this.flushPlanned = false;
    while (this.buffer.bytes > 0 && !this.blocked && this.stream.writable) this.write(this.buffer.take(BATCH_BYTES));
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
    if (this.blocked) this.account();
  }

  /** @returns false if the stream takes no more for now */
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

  /** Writes the last bytes and says goodbye; a peer that does not take part within the grace period is cut off. */
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
