/** Properties of a message that did not come in a PUBLISH: a Will's, or an HTTPS publish's. */
export interface PublishProperties {
  readonly payloadFormatIndicator?: boolean;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly userProperties?: readonly (readonly [name: string, value: string])[];
}

function sized(id: number, ...values: readonly (string | Buffer)[]): Buffer[] {
  const parts: Buffer[] = [Buffer.of(id)];
  for (const value of values) {
    const bytes = typeof value === "string" ? Buffer.from(value) : value;
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    parts.push(length, bytes);
  }
  return parts;
}

/**
 * Writes the properties of a PUBLISH as they go on the wire, without their length (MQTT 5, 2.2.2).
 * @throws RangeError if a value is longer than 65,535 bytes
 * @example
 * encodeProperties({ contentType: "text/plain" }); // <03 00 0a 74 65 …>
 */
export function encodeProperties(properties: PublishProperties): Buffer {
  const parts: Buffer[] = [];
  if (properties.payloadFormatIndicator !== undefined) {
    parts.push(Buffer.of(0x01, properties.payloadFormatIndicator ? 1 : 0));
  }
  if (properties.contentType !== undefined) parts.push(...sized(0x03, properties.contentType));
  if (properties.responseTopic !== undefined) parts.push(...sized(0x08, properties.responseTopic));
  if (properties.correlationData !== undefined) parts.push(...sized(0x09, properties.correlationData));
  for (const [name, value] of properties.userProperties ?? []) parts.push(...sized(0x26, name, value));
  return Buffer.concat(parts);
}
