import { generate, type Packet, writeToStream } from "mqtt-packet";

// From the first packet on, mqtt-packet would keep buffers for 65,536 numbers, 15 MB, which the most frequent packets
// do not use.
writeToStream.cacheNumbers = false;

/**
 * Encodes a packet with mqtt-packet. PUBLISH and successful PUBACK, which are nearly all packets, have faster encoders.
 */
export function generatePacket(packet: Packet, version: 4 | 5): Buffer {
  return generate(packet, { protocolVersion: version });
}

/**
 * Returns a reason string in the form that AWS uses, for example
 * `CONNACK:Client is not authenticated/authorized to send the message:14e6c214-8269-42af-6ac7-e1fe6c8e0b6f` (aws-greengrass-nucleus#1754).
 */
export function reasonString(packet: "CONNACK" | "DISCONNECT" | "PUBACK" | "SUBACK", text: string, id: string): string {
  return `${packet}:${text}:${id}`;
}

/**
 * How a PUBLISH names its topic: by its name, by its name with a new alias, or only by an alias (MQTT 5, 3.3.2.3.4).
 */
export type AliasUse = 0 | 1 | 2;
export const ALIAS_NONE: AliasUse = 0;
export const ALIAS_SET: AliasUse = 1;
export const ALIAS_ONLY: AliasUse = 2;

/** The contents of a PUBLISH. */
interface PublishContent {
  readonly topic: { readonly bytes: Buffer };
  readonly payload: Buffer;
  /** Encoded properties. */
  readonly properties: Buffer;
  /** Defined if there is a Message Expiry Interval, whose seconds are written later. */
  readonly expiresAt: number | undefined;
}

/**
 * An encoded PUBLISH. The `…At` members are the positions of the fields that differ between subscribers; -1 if there is
 * no such field.
 */
export interface EncodedPublish {
  /** Headers, and the payload if it is small. The first byte is that of the fixed header, without RETAIN. */
  readonly head: Buffer;
  /** A large payload, shared by all copies. */
  readonly payload: Buffer | undefined;
  readonly packetIdAt: number;
  readonly expiryAt: number;
  readonly aliasAt: number;
  /** Size of the whole packet, bytes. */
  readonly size: number;
}

/**
 * Payloads up to this size, in bytes, are copied into the outgoing batch. Larger payloads are written without a copy.
 */
const SMALL_PAYLOAD = 8 * 1024;
const EMPTY = Buffer.alloc(0);

function variableIntegerBytes(value: number): number {
  return value < 128 ? 1 : value < 16_384 ? 2 : value < 2_097_152 ? 3 : 4;
}

function writeVariableInteger(into: Buffer, at: number, value: number): number {
  let position = at;
  let rest = value;
  while (rest >= 128) {
    into[position++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  into[position++] = rest;
  return position;
}

/**
 * Encodes a message for a protocol version, a QoS and a way of naming the topic. All subscribers with the same three
 * share the result. Properties are dropped for MQTT 3.1.1 subscribers.
 */
export function encodePublish(message: PublishContent, version: 4 | 5, qos: 0 | 1, alias: AliasUse): EncodedPublish {
  const topic = alias === ALIAS_ONLY ? EMPTY : message.topic.bytes;
  const { payload } = message;
  const aliasBytes = alias === ALIAS_NONE ? 0 : 3;
  const expiryBytes = message.expiresAt === undefined ? 0 : 5;
  const propertyBytes = expiryBytes + aliasBytes + message.properties.length;
  const propertiesLength = version === 5 ? variableIntegerBytes(propertyBytes) + propertyBytes : 0;
  const headerLength = 2 + topic.length + (qos > 0 ? 2 : 0) + propertiesLength;
  const remaining = headerLength + payload.length;
  const small = payload.length <= SMALL_PAYLOAD;
  const headLength = 1 + variableIntegerBytes(remaining) + headerLength + (small ? payload.length : 0);
  const head = Buffer.allocUnsafe(headLength);

  head[0] = 0x30 | (qos << 1);
  let at = writeVariableInteger(head, 1, remaining);
  head[at++] = topic.length >> 8;
  head[at++] = topic.length & 255;
  head.set(topic, at);
  at += topic.length;
  const packetIdAt = qos > 0 ? at : -1;
  if (qos > 0) at += 2;
  let expiryAt = -1;
  let aliasAt = -1;
  if (version === 5) {
    at = writeVariableInteger(head, at, propertyBytes);
    if (expiryBytes > 0) {
      head[at] = 0x02;
      expiryAt = at + 1;
      at += 5;
    }
    if (aliasBytes > 0) {
      head[at] = 0x23;
      aliasAt = at + 1;
      at += 3;
    }
    head.set(message.properties, at);
    at += message.properties.length;
  }
  if (small) head.set(payload, at);
  const size = small ? headLength : headLength + payload.length;
  return { head, payload: small ? undefined : payload, packetIdAt, expiryAt, aliasAt, size };
}

/** A PUBLISH as a client sent it: the bytes of `data` from `begin` to `end`. */
interface ReceivedPublish {
  readonly qos: 0 | 1 | 2;
  readonly properties: { readonly topicAlias?: number; readonly messageExpirySeconds?: number };
  readonly data: Buffer;
  readonly begin: number;
  readonly body: number;
  readonly topicEnd: number;
  readonly end: number;
}

/**
 * Returns a received PUBLISH for subscribers with the same protocol version and QoS: they get the same bytes, except for the fields
 * that {@link EncodedPublish} names.
 * @returns undefined if they must get other bytes: because of a topic alias or an expiry interval, because the packet is large, or because an
 * MQTT 3.1.1 client wrote the length with more bytes than needed, which MQTT 5 forbids [MQTT-1.5.5-1]
 */
export function reusePublish(publish: ReceivedPublish): EncodedPublish | undefined {
  const { qos, properties, data, begin, body, topicEnd, end } = publish;
  const size = end - begin;
  if (size > SMALL_PAYLOAD || body - begin - 1 !== variableIntegerBytes(end - body)) return undefined;
  if (properties.topicAlias !== undefined || properties.messageExpirySeconds !== undefined) return undefined;
  const packetIdAt = qos > 0 ? topicEnd - begin : -1;
  return { head: data.subarray(begin, end), payload: undefined, packetIdAt, expiryAt: -1, aliasAt: -1, size };
}

/** Properties of a message that was not received in a PUBLISH: that of a Will, or of an HTTPS publish. */
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
 * Encodes the properties of a PUBLISH, without their length (MQTT 5, 2.2.2).
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
