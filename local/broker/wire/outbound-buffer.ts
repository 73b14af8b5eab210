import { BlockPool } from "./block-pool";
import type { EncodedPublish } from "./packet-encoder";

const NOTHING = Buffer.alloc(0);
/** Bytes of a block: of the first one of a batch at least, and of the next one, since a batch that grows once may grow on. */
const [SMALLEST, SMALLEST_GROWN] = [32, 256];
const LARGEST = 64 * 1024;
/** Bits of a PUBLISH's first byte without DUP and RETAIN, which are each recipient's own (MQTT 5, 3.3.1). */
const TYPE_AND_QOS = 0xf6;

/** Bytes to be written. */
export interface Piece {
  readonly bytes: Buffer;
  /** The block that holds only these bytes; it is returned to the pool when they have been written. */
  readonly block: Buffer | undefined;
}

/**
 * Collects packets so that they are written together: many small packets become one write, one TLS record, one
 * WebSocket frame. Uses no memory while no packet waits.
 */
export class OutboundBuffer {
  /** Bytes that wait to be written. */
  bytes = 0;
  private filled: Piece[] | undefined;
  private current: Buffer = NOTHING;
  /** Begin and end of the bytes in `current` that belong to no piece yet. */
  private begin = 0;
  private used = 0;
  /** Bytes that were copied into blocks for the current batch. */
  private copied = 0;
  /** The value of `copied` for the last batch, as an estimate for the next. */
  private usual = SMALLEST;

  constructor(private readonly blocks = new BlockPool()) {}

  append(packet: Buffer): void {
    const at = this.reserve(packet.length);
    this.current.set(packet, at);
  }

  /** Appends a PUBACK for success, which is the same in both versions (MQTT 5, 3.4.2.1). */
  appendPuback(packetId: number): void {
    const at = this.reserve(4);
    this.current[at] = 0x40;
    this.current[at + 1] = 2;
    this.current[at + 2] = packetId >> 8;
    this.current[at + 3] = packetId & 255;
  }

  /** Appends a PUBLISH. Packet identifier, expiry and alias are written only if the packet has these fields. */
  appendPublish(
    publish: EncodedPublish,
    retain: boolean,
    packetId: number,
    expirySeconds: number,
    alias: number,
  ): void {
    const { head } = publish;
    const at = this.reserve(head.length);
    const { current } = this;
    current.set(head, at);
    current[at] = ((head[0] as number) & TYPE_AND_QOS) | (retain ? 1 : 0);
    if (publish.packetIdAt >= 0) {
      current[at + publish.packetIdAt] = packetId >> 8;
      current[at + publish.packetIdAt + 1] = packetId & 255;
    }
    if (publish.expiryAt >= 0) current.writeUInt32BE(expirySeconds, at + publish.expiryAt);
    if (publish.aliasAt >= 0) current.writeUInt16BE(alias, at + publish.aliasAt);
    if (publish.payload) this.appendShared(publish.payload);
  }

  /** Hands out all that waits if it is one small piece, as most batches are; otherwise undefined, and nothing is handed out. */
  takeOnly(): Buffer | undefined {
    const { current, used } = this;
    if (this.filled || this.begin > 0 || used === 0 || this.blocks.isPooled(current)) return undefined;
    this.usual = Math.min(LARGEST, Math.max(SMALLEST, this.copied));
    this.copied = 0;
    this.bytes = 0;
    this.current = NOTHING;
    this.used = 0;
    return used === current.length ? current : current.subarray(0, used);
  }

  /** Removes and returns waiting bytes, oldest first: all of them, or pieces with at least `atLeast` bytes. */
  take(atLeast = Number.POSITIVE_INFINITY): readonly Piece[] {
    this.usual = Math.min(LARGEST, Math.max(SMALLEST, this.copied));
    this.copied = 0;
    this.seal();
    const pieces = this.filled ?? [];
    if (this.bytes > atLeast) return this.takeSome(pieces, atLeast);
    this.filled = undefined;
    this.bytes = 0;
    return pieces;
  }

  private takeSome(filled: Piece[], atLeast: number): readonly Piece[] {
    let [count, bytes] = [0, 0];
    while (bytes < atLeast && count < filled.length) bytes += filled[count++]?.bytes.length ?? 0;
    this.bytes -= bytes;
    return filled.splice(0, count);
  }

  /**
   * Appends a payload without copying it, as a piece after the bytes collected so far. Later bytes use the rest of the
   * same block.
   */
  private appendShared(payload: Buffer): void {
    this.filled ??= [];
    this.filled.push({ bytes: this.current.subarray(this.begin, this.used), block: undefined });
    this.begin = this.used;
    this.filled.push({ bytes: payload, block: undefined });
    this.bytes += payload.length;
  }

  /** Reserves bytes in `current` and returns their position. */
  private reserve(length: number): number {
    const at = this.used;
    if (at + length > this.current.length) return this.grow(length);
    this.used = at + length;
    this.bytes += length;
    this.copied += length;
    return at;
  }

  private grow(length: number): number {
    const { current, begin, used } = this;
    const waiting = used - begin;
    if (waiting > 0 && waiting + length <= LARGEST) {
      const larger = this.blocks.take(Math.min(LARGEST, Math.max(SMALLEST_GROWN, waiting + length, 2 * waiting)));
      larger.set(current.subarray(begin, used));
      if (begin === 0) this.blocks.give(current);
      this.current = larger;
      this.begin = 0;
      this.used = waiting;
    } else {
      this.seal();
      this.current = this.blocks.take(Math.max(length, this.usual));
    }
    return this.reserve(length);
  }

  /** Makes a piece of the bytes in `current`, which is not used for further bytes. */
  private seal(): void {
    const { current, begin, used } = this;
    if (used > begin) {
      this.filled ??= [];
      const block = begin === 0 && this.blocks.isPooled(current) ? current : undefined;
      this.filled.push({ bytes: current.subarray(begin, used), block });
    }
    this.current = NOTHING;
    this.begin = 0;
    this.used = 0;
  }
}
