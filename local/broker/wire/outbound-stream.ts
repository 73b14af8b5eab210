import type { Duplex } from "node:stream";
import type { Clock } from "../../clock";
import type { FlushScheduler } from "./flush-scheduler";
import { OutboundBuffer } from "./outbound-buffer";

/** The sending side of a connection: collects packets, writes them in batches, and stops writing while the peer does not keep up. */
export class OutboundStream {
  readonly buffer = new OutboundBuffer();
  /** The stream takes no more until it has drained. */
  private blocked = false;
  private flushPlanned = false;

  constructor(
    private readonly stream: Duplex,
    private readonly flushes: FlushScheduler,
    onDrain: () => void,
  ) {
    stream.on("drain", () => {
      this.blocked = false;
      this.flush();
      onDrain();
    });
  }

  /** Bytes that the stream has not taken yet. */
  get waitingBytes(): number {
    return this.buffer.bytes;
  }

  /** To be called after something was put into the buffer. */
  changed(): void {
    if (this.flushPlanned || this.blocked) return;
    this.flushPlanned = true;
    this.flushes.later(this);
  }

  /** Writes what waits. */
  flush(): void {
    this.flushPlanned = false;
    if (this.buffer.bytes === 0 || !this.stream.writable) return;
    const pieces = this.buffer.take();
    const [only] = pieces;
    if (only && pieces.length === 1) {
      this.blocked = !this.stream.write(only);
      return;
    }
    this.stream.cork();
    for (const piece of pieces) this.blocked = !this.stream.write(piece);
    this.stream.uncork();
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
