import { isUtf8 } from "node:buffer";
import { type RuleName, violation } from "./rules";

/**
 * Reads the fields of a packet one after another (MQTT 5, 1.5), and nothing beyond its end.
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

  /** A Variable Byte Integer, in as few bytes as it needs [MQTT-1.5.5-1]. */
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

  /** Binary data, as a view of what was read. */
  binary(): Buffer {
    const length = this.uint16();
    const begin = this.step(length);
    return this.data.subarray(begin, begin + length);
  }

  /** A UTF-8 string. @param rule which one it breaks if it is none; MQTT's general ones unless said */
  text(rule?: RuleName): string {
    const bytes = this.binary();
    if (!isUtf8(bytes)) throw violation(rule ?? "illFormed", this.version);
    if (bytes.includes(0)) throw violation(rule ?? "nul", this.version);
    return bytes.toString("utf8");
  }

  /** A cursor for so many bytes from here, which this one steps over. Only properties have a length of their own. */
  within(bytes: number): ByteCursor {
    if (this.at + bytes > this.end) throw violation("propertiesLength", this.version);
    const begin = this.step(bytes);
    return new ByteCursor(this.data, begin, begin + bytes, this.version);
  }

  /** Nothing may be left. */
  finish(): void {
    if (!this.done) throw violation("trailing", this.version);
  }

  /** Steps over so many bytes and returns where they begin. */
  private step(bytes: number): number {
    const begin = this.at;
    if (begin + bytes > this.end) throw violation("cutOff", this.version);
    this.at = begin + bytes;
    return begin;
  }
}
