import { ReasonCode } from "../reason-codes";
import { ProtocolViolation, violation } from "./rules";

const NOTHING = Buffer.alloc(0);

/**
 * Cuts a stream of bytes into MQTT packets (MQTT 5, 2.1). One packet at a time, so that the reader can stop between two of them, and
 * a packet that is too large is found by its first bytes, before the rest is taken in.
 *
 * After `next()` returned true the packet is `data` from `begin` (fixed header) or `body` (what follows it) to `end`.
 * @example
 * reader.push(chunk);
 * while (reader.next()) handle(reader.data.subarray(reader.begin, reader.end));
 */
export class PacketReader {
  data: Buffer = NOTHING;
  begin = 0;
  body = 0;
  end = 0;
  /** Of the connection, once its CONNECT said so. */
  version: 4 | 5 = 4;

  /** Where the next packet begins in `unread`. */
  private offset = 0;
  private unread: Buffer = NOTHING;
  /** Pieces of a packet that has not arrived as a whole, and how many bytes they lack. */
  private pieces: Buffer[] | undefined;
  private missing = 0;

  constructor(private readonly maxBodyBytes: number) {}

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

  /** Whether the length of the packet is written in as few bytes as it needs, which MQTT 5 demands [MQTT-1.5.5-1]. */
  get lengthIsMinimal(): boolean {
    const bytes = this.body - this.begin - 1;
    return bytes === 1 || this.end - this.body >= 128 ** (bytes - 1);
  }

  /**
   * Steps to the next packet, if it has arrived as a whole.
   * @throws ProtocolViolation 0x95 if it is larger than allowed, 0x81 if its length is malformed
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

  /** Lets go of what was read; keeps the few bytes of a header that has not arrived as a whole. */
  private keepRest(): false {
    this.data = NOTHING;
    if (this.offset === this.unread.length) {
      this.unread = NOTHING;
      this.offset = 0;
    }
    return false;
  }
}
