import type { EncodedPublish } from "./publish-encoder";

const NOTHING = Buffer.alloc(0);
const SMALLEST = 256;
const LARGEST = 64 * 1024;

/**
 * Collects packets until they are written in one go: many small packets become one write, one TLS record, one WebSocket frame.
 * Holds no memory while nothing waits.
 */
export class OutboundBuffer {
  /** Bytes that wait to be written. */
  bytes = 0;
  private filled: Buffer[] | undefined;
  private current = NOTHING;
  private used = 0;
  /** How much the last batch took, as a guess for the next one. */
  private usual = SMALLEST;

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
    if (publish.payload) {
      this.seal();
      this.filled?.push(publish.payload);
      this.bytes += publish.payload.length;
    }
  }

  /** Hands out what waits, oldest first: all of it, or pieces until there are `atLeast` bytes. */
  take(atLeast = Number.POSITIVE_INFINITY): readonly Buffer[] {
    this.usual = Math.min(LARGEST, Math.max(SMALLEST, this.bytes));
    this.seal();
    const pieces = this.filled ?? [];
    if (this.bytes > atLeast) return this.takeSome(pieces, atLeast);
    this.filled = undefined;
    this.bytes = 0;
    return pieces;
  }

  private takeSome(filled: Buffer[], atLeast: number): readonly Buffer[] {
    let [count, bytes] = [0, 0];
    while (bytes < atLeast && count < filled.length) bytes += filled[count++]?.length ?? 0;
    this.bytes -= bytes;
    return filled.splice(0, count);
  }

  /** Makes room for so many bytes in `current` and returns where. */
  private reserve(length: number): number {
    const at = this.used;
    if (at + length > this.current.length) return this.grow(length);
    this.used = at + length;
    this.bytes += length;
    return at;
  }

  private grow(length: number): number {
    const needed = this.used + length;
    if (this.used > 0 && needed <= LARGEST) {
      const larger = Buffer.allocUnsafe(Math.min(LARGEST, Math.max(needed, 2 * this.current.length)));
      larger.set(this.current.subarray(0, this.used));
      this.current = larger;
    } else {
      this.seal();
      this.current = Buffer.allocUnsafe(Math.max(length, this.usual));
    }
    return this.reserve(length);
  }

  private seal(): void {
    if (this.used === 0) return;
    this.filled ??= [];
    this.filled.push(this.current.subarray(0, this.used));
    this.current = NOTHING;
    this.used = 0;
  }
}
