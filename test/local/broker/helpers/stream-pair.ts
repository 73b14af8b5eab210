import { Duplex } from "node:stream";

const HIGH_WATER_MARK = 16 * 1024;

/** One end of a connection in memory: data written to it can be read from the other end, with backpressure. */
class StreamEnd extends Duplex {
  peer: StreamEnd | undefined;
  private unblock: (() => void) | undefined;

  constructor() {
    super({ allowHalfOpen: false, highWaterMark: HIGH_WATER_MARK });
  }

  override _read(): void {
    const { peer } = this;
    const unblock = peer?.unblock;
    if (peer) peer.unblock = undefined;
    unblock?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    const { peer } = this;
    if (!peer || peer.destroyed) callback();
    else if (peer.push(Buffer.from(chunk))) process.nextTick(callback);
    else this.unblock = callback;
  }

  override _final(callback: () => void): void {
    this.peer?.push(null);
    callback();
  }

  /** Ends the other side too, as with a socket. */
  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    const { peer } = this;
    if (peer && !peer.destroyed) process.nextTick(() => peer.destroy());
    callback(error);
  }
}

/** Returns two connected streams. */
export function streamPair(): [Duplex, Duplex] {
  const one = new StreamEnd();
  const other = new StreamEnd();
  one.peer = other;
  other.peer = one;
  return [one, other];
}
