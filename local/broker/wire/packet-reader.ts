import { ReasonCode } from "../reason-codes";
import { ProtocolViolation, violation } from "./rules";

const NOTHING = Buffer.alloc(0);

/**
 * Splits a stream of bytes into MQTT packets (MQTT 5, 2.1), one at a time, so that reading can stop between two
 * packets. A packet that is too large is refused because of its first bytes, before the rest has arrived.
 *
 * After `next()` returned true, the packet is `data` from `begin` (the fixed header) to `end`; its variable header
 * begins at `body`.
 * @example
 * reader.push(chunk);
 * while (reader.next()) handle(reader.data.subarray(reader.begin, reader.end));
 */
export class PacketReader {
  data: Buffer = NOTHING;
  begin = 0;
  body = 0;
  end = 0;
  /** Protocol version of the connection; 4 until the CONNECT has been read. */
  version: 4 | 5 = 4;

  /** Position of the next packet in `unread`. */
  private offset = 0;
  private unread: Buffer = NOTHING;
  /** Pieces of a packet that has not arrived completely, and the number of missing bytes. */
  private pieces: Buffer[] | undefined;
  private missing = 0;

  constructor(private readonly maxBodyBytes: number) {}

  /** Whether everything that was pushed has been read. */
  get done(): boolean {
    return this.pieces === undefined && this.offset >= this.unread.length;
  }

  /** Begins with a chunk of another connection. What was left of the one before is forgotten. */
  restart(chunk: Buffer, version: 4 | 5): void {
    this.pieces = undefined;
    this.unread = chunk;
    this.offset = 0;
    this.version = version;
  }

  /** A reader of its own for what is left, so that this one can be used for another connection. */
  split(): PacketReader {
    const rest = new PacketReader(this.maxBodyBytes);
    rest.version = this.version;
    rest.unread = this.unread;
    rest.offset = this.offset;
    rest.pieces = this.pieces;
    rest.missing = this.missing;
    return rest;
  }

  push(chunk: Buffer): void {
    if (this.pieces) {
      this.pieces.push(chunk);
      this.missing -= chunk.length;
      if (this.missing > 0) return;
      this.unread = Buffer.concat(this.pieces);
      this.pieces = undefined;
    } else {
      this.unread =
        this.offset < this.unread.length ? Buffer.concat([this.unread.subarray(this.offset), chunk]) : chunk;
    }
    this.offset = 0;
  }

  /** Whether the length of the packet has as few bytes as possible, as MQTT 5 requires [MQTT-1.5.5-1]. */
  get lengthIsMinimal(): boolean {
    const bytes = this.body - this.begin - 1;
    return bytes === 1 || this.end - this.body >= 128 ** (bytes - 1);
  }

  /**
   * Moves to the next packet. Returns false if it has not arrived completely.
   * @throws ProtocolViolation 0x95 if the packet is larger than allowed, 0x81 if its length is malformed
   */
  next(): boolean {
    if (this.pieces) return false;
    const { unread, offset } = this;
    let length = 0;
    let at = offset + 1;
    for (let scale = 1; ; scale *= 128) {
      if (at >= unread.length) return this.keepRest();
      const byte = unread[at++] as number;
      length += (byte & 127) * scale;
      if (byte < 128) break;
      if (scale === 128 ** 3) throw violation("lengthBytes", this.version);
    }
    if (length > this.maxBodyBytes) {
      throw new ProtocolViolation(
        ReasonCode.PACKET_TOO_LARGE,
        `a packet of ${length} bytes is larger than the ${this.maxBodyBytes} allowed`,
      );
    }
    const end = at + length;
    if (end > unread.length) {
      this.missing = end - unread.length;
      this.pieces = [unread.subarray(offset)];
      this.unread = NOTHING;
      this.offset = 0;
      return false;
    }
    this.data = unread;
    this.begin = offset;
    this.body = at;
    this.end = end;
    this.offset = end;
    return true;
  }

  /** Frees the bytes that have been read, and keeps the few bytes of an incomplete header. */
  private keepRest(): false {
    this.data = NOTHING;
    if (this.offset === this.unread.length) {
      this.unread = NOTHING;
      this.offset = 0;
    }
    return false;
  }
}
