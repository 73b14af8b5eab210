import { isUtf8 } from "node:buffer";
import { type RuleName, violation } from "./rules";

/**
 * Reads the fields of a packet one after another (MQTT 5, 1.5), but never beyond its end.
 * All its methods throw {@link ProtocolViolation} if the field is cut off or malformed.
 * @example
 * const cursor = new ByteCursor(data, body, end, 5);
 * const packetId = cursor.uint16();
 */
export class ByteCursor {
  constructor(
    readonly data: Buffer,
    public at: number,
    readonly end: number,
    public version: 4 | 5,
  ) {}

  get done(): boolean {
    return this.at === this.end;
  }

  byte(): number {
    return this.data[this.step(1)] as number;
  }

  uint16(): number {
    return this.data.readUInt16BE(this.step(2));
  }

  uint32(): number {
    return this.data.readUInt32BE(this.step(4));
  }

  /** Reads a Variable Byte Integer, which must have as few bytes as possible [MQTT-1.5.5-1]. */
  variableInteger(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte === 0 && scale > 1) throw violation("lengthNotMinimal", this.version);
      if (byte < 128) return value;
      if (scale === 128 ** 3) throw violation("lengthBytes", this.version);
    }
  }

  /** Reads Binary Data, as a view of the packet. */
  binary(): Buffer {
    const length = this.uint16();
    const begin = this.step(length);
    return this.data.subarray(begin, begin + length);
  }

  /**
   * Reads a UTF-8 string.
   * @param rule the rule that a malformed string breaks. Default: MQTT's general rules for strings
   */
  text(rule?: RuleName): string {
    const bytes = this.binary();
    if (!isUtf8(bytes)) throw violation(rule ?? "illFormed", this.version);
    if (bytes.includes(0)) throw violation(rule ?? "nul", this.version);
    return bytes.toString("utf8");
  }

  /**
   * Returns a cursor for the next `bytes` bytes, and skips them. Used for properties, the only part with its own
   * length.
   */
  within(bytes: number): ByteCursor {
    if (this.at + bytes > this.end) throw violation("propertiesLength", this.version);
    const begin = this.step(bytes);
    return new ByteCursor(this.data, begin, begin + bytes, this.version);
  }

  /** Checks that no bytes are left. */
  finish(): void {
    if (!this.done) throw violation("trailing", this.version);
  }

  /** Skips bytes and returns the position at which they begin. */
  private step(bytes: number): number {
    const begin = this.at;
    if (begin + bytes > this.end) throw violation("cutOff", this.version);
    this.at = begin + bytes;
    return begin;
  }
}
