import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import type { WaitingMemory } from "../sessions/waiting-memory";
import { OutboundBuffer } from "./outbound-buffer";

/** Bytes of one write, roughly: TLS makes a copy of all that is written and not yet taken. */
const BATCH_BYTES = 256 * 1024;

/** Writes what connections have to send once the packets that are being handled are done, so that many packets make one write. */
export class FlushScheduler {
  private waiting: OutboundStream[] = [];

  later(outbound: OutboundStream): void {
    if (this.waiting.length === 0) process.nextTick(() => this.flush());
    this.waiting.push(outbound);
  }

  private flush(): void {
    const all = this.waiting;
    this.waiting = [];
    for (const outbound of all) outbound.flush();
  }
}

/** The sending side of a connection: collects packets, writes them in batches, and stops writing while the peer does not keep up. */
export class OutboundStream {
  readonly buffer = new OutboundBuffer();
  /** The stream takes no more until it has drained. */
  blocked = false;
  private flushPlanned = false;
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
    stream.on("drain", () => {
      this.blocked = false;
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

  /** To be called after something was put into the buffer. */
  changed(): void {
    if (this.blocked) {
      this.account();
    } else if (!this.flushPlanned) {
      this.flushPlanned = true;
      this.flushes.later(this);
    }
  }

  /** Writes what waits. */
  flush(): void {
    this.flushPlanned = false;
    while (this.buffer.bytes > 0 && !this.blocked && this.stream.writable) this.write(this.buffer.take(BATCH_BYTES));
  }

  private write(pieces: readonly Buffer[]): void {
    const [only] = pieces;
    if (only && pieces.length === 1) {
      this.blocked = !this.stream.write(only);
    } else {
      this.stream.cork();
      for (const piece of pieces) this.blocked = !this.stream.write(piece);
      this.stream.uncork();
    }
    if (this.blocked) this.account();
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
    for (const piece of this.buffer.take()) stream.write(piece);
    stream.end();
    stream.resume();
    stream.once(
      "close",
      wallClock.after(graceMs, () => stream.destroy()),
    );
  }
}
