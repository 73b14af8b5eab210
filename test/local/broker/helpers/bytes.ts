/** A part of a packet: one byte, a text with its length before it, or bytes without a length. */
export type Field = number | string | Buffer | readonly number[];

/** Returns the bytes of fields, one after another. */
export function fields(...all: readonly Field[]): Buffer {
  return Buffer.concat(
    all.map((field) => {
      if (typeof field === "number") return Buffer.of(field);
      if (typeof field === "string") return binary(Buffer.from(field));
      return Buffer.from(field);
    }),
  );
}

/** Returns bytes with their length before them, as for binary data, or for a text that is not UTF-8. */
export function binary(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 255), bytes]);
}

/** Returns a Variable Byte Integer (MQTT 5, 1.5.5). */
export function variableInteger(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.of(...bytes, rest);
    bytes.push((rest % 128) + 128);
  }
}

/** Returns a packet from its fields, so that a test can break any rule. @param first The first byte */
export function packet(first: number, ...all: readonly Field[]): Buffer {
  const body = fields(...all);
  return Buffer.concat([Buffer.of(first), variableInteger(body.length), body]);
}

/** Returns properties with their length before them; for MQTT 3.1.1, no bytes. */
export function properties(version: 4 | 5, ...all: readonly Field[]): Buffer {
  const bytes = fields(...all);
  return version === 4 ? Buffer.alloc(0) : Buffer.concat([variableInteger(bytes.length), bytes]);
}

/** Returns a CONNECT without properties. @param payload Fields after the client id */
export function connect(version: 4 | 5, flags: number, ...payload: readonly Field[]): Buffer {
  return packet(0x10, "MQTT", version, flags, 0, 60, properties(version), "c", ...payload);
}
