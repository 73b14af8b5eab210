import { BlockPool } from "./block-pool";
import type { EncodedPublish } from "./packet-encoder";

const NOTHING = Buffer.alloc(0);
const SMALLEST = 256;
const LARGEST = 64 * 1024;

/** Bytes to be written. */
export interface Piece {
  readonly bytes: Buffer;
  /** Memory that nothing else is in: to be given back to the pool once the bytes are written. */
  readonly block: Buffer | undefined;
}

/**
 * Collects packets until they are written in one go: many small packets become one write, one TLS record, one WebSocket frame.
 * Holds no memory while nothing waits.
 */
export class OutboundBuffer {
  /** Bytes that wait to be written. */
  bytes = 0;
  private filled: Piece[] | undefined;
  private current: Buffer = NOTHING;
  /** Where in `current` the bytes are that are in no piece yet. */
  private begin = 0;
  private used = 0;
  /** Bytes copied into blocks for this batch, and for the last one as a guess for the next. */
  private copied = 0;
  private usual = SMALLEST;

  constructor(private readonly blocks = new BlockPool()) {}

  append(packet: Buffer): void {
    const at = this.reserve(packet.length);
    this.current.set(packet, at);
  }

  /** A PUBACK that says "success", the same in both versions (MQTT 5, 3.4.2.1). */
  appendPuback(packetId: number): void {
    const at = this.reserve(4);
    this.current[at] = 0x40;
    this.current[at + 1] = 2;
    this.current[at + 2] = packetId >> 8;
    this.current[at + 3] = packetId & 255;
  }

  /** @param packetId, expirySeconds, alias written only where the packet has a place for them */
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
    if (retain) current[at] = (current[at] as number) | 1;
    if (publish.packetIdAt >= 0) {
      current[at + publish.packetIdAt] = packetId >> 8;
      current[at + publish.packetIdAt + 1] = packetId & 255;
    }
    if (publish.expiryAt >= 0) current.writeUInt32BE(expirySeconds, at + publish.expiryAt);
    if (publish.aliasAt >= 0) current.writeUInt16BE(alias, at + publish.aliasAt);
    if (publish.payload) this.appendShared(publish.payload);
  }

  /** Hands out what waits, oldest first: all of it, or pieces until there are `atLeast` bytes. */
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

  /** What follows goes into the same block behind what is there already, which becomes a piece before this. */
  private appendShared(payload: Buffer): void {
    this.filled ??= [];
    this.filled.push({ bytes: this.current.subarray(this.begin, this.used), block: undefined });
    this.begin = this.used;
    this.filled.push({ bytes: payload, block: undefined });
    this.bytes += payload.length;
  }

  /** Makes room for so many bytes in `current` and returns where. */
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
      const larger = this.blocks.take(Math.min(LARGEST, Math.max(waiting + length, 2 * waiting)));
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

  /** Makes a piece of what is in `current`, which is not added to any more. */
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
