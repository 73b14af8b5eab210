/** A part of a packet: one byte, a text with its length before it, or bytes as they are. */
export type Field = number | string | Buffer | readonly number[];

/** The bytes of fields, one after another. */
export function fields(...all: readonly Field[]): Buffer {
  return Buffer.concat(
    all.map((field) => {
      if (typeof field === "number") return Buffer.of(field);
      if (typeof field === "string") return binary(Buffer.from(field));
      return Buffer.from(field);
    }),
  );
}

/** Binary data with its length before it, also as a text that is no UTF-8. */
export function binary(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** A Variable Byte Integer (MQTT 5, 1.5.5). */
export function variableInteger(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.of(...bytes, rest);
    bytes.push((rest % 128) + 128);
  }
}

/** A packet of any kind, written by hand, so that a test can break whatever it wants to. @param first the first byte */
export function packet(first: number, ...all: readonly Field[]): Buffer {
  const body = fields(...all);
  return Buffer.concat([Buffer.of(first), variableInteger(body.length), body]);
}

/** Properties with their length before them; MQTT 3.1.1 has none. */
export function properties(version: 4 | 5, ...all: readonly Field[]): Buffer {
  const bytes = fields(...all);
  return version === 4 ? Buffer.alloc(0) : Buffer.concat([variableInteger(bytes.length), bytes]);
}

/** A CONNECT without properties; @param payload what follows the client id */
export function connect(version: 4 | 5, flags: number, ...payload: readonly Field[]): Buffer {
  return packet(0x10, "MQTT", version, flags, 0, 60, properties(version), "c", ...payload);
}
