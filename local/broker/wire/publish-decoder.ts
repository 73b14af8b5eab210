import { isUtf8 } from "node:buffer";
import { topicFault } from "../topics/topic-name";
import { PROPERTIES, propertyViolation } from "./property-table";
import { violation } from "./rules";

/** A decoded PUBLISH. Buffers are views of the received bytes. */
export interface IncomingPublish {
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  /** Empty if a topic alias is used in its place. */
  readonly topic: string;
  /** 0 for QoS 0. */
  readonly packetId: number;
  readonly properties: IncomingProperties;
  readonly payload: Buffer;
  readonly version: 4 | 5;
  /** The bytes that were read. The packet is from `begin` to `end`, its variable header from `body`, its topic up to `topicEnd`. */
  readonly data: Buffer;
  readonly begin: number;
  readonly body: number;
  readonly topicEnd: number;
  readonly end: number;
}

/** Properties of a PUBLISH (MQTT 5, 3.3.2.3). */
export interface IncomingProperties {
  topicAlias?: number;
  messageExpirySeconds?: number;
  contentTypeBytes: number;
  correlationDataBytes: number;
  userPropertiesBytes: number;
  responseTopic?: string;
  /** The encoded properties that subscribers receive unchanged, in their original order. */
  forwarded: Buffer;
}

const NO_BYTES = Buffer.alloc(0);
const NO_PROPERTIES: IncomingProperties = Object.freeze({
  contentTypeBytes: 0,
  correlationDataBytes: 0,
  userPropertiesBytes: 0,
  forwarded: NO_BYTES,
});

/** A topic that has been decoded before. */
export interface KnownTopic {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The character that replaces malformed UTF-8 when it is decoded. A topic may also contain it. */
const REPLACEMENT = "\uFFFD";

/**
 * Reads a whole PUBLISH. For speed it does not use {@link ByteCursor}, because nearly all packets are PUBLISH.
 * {@link TopicNames} checks the topic, and remembers the result.
 * @param begin position of the fixed header
 * @param at position of the variable header
 * @param end end of the packet
 * @param known the connection's last topic, which most packets have again
 * @throws ProtocolViolation
 */
export function decodePublish(
  data: Buffer,
  begin: number,
  at: number,
  end: number,
  version: 4 | 5,
  known?: KnownTopic,
): IncomingPublish {
  const flags = data[begin] as number;
  const qos = (flags >> 1) & 3;
  if (qos === 3) throw violation("qos3", version);
  if (qos === 0 && flags & DUP) throw violation("dupQos0", version);
  if (at + 2 > end) throw violation("cutOff", version);
  const topicEnd = at + 2 + data.readUInt16BE(at);
  let position = topicEnd + (qos > 0 ? 2 : 0);
  if (position > end) throw violation("cutOff", version);
  const topic =
    known && hasBytes(data, at + 2, topicEnd, known.bytes) ? known.name : readTopic(data, at + 2, topicEnd, version);
  const packetId = qos > 0 ? data.readUInt16BE(topicEnd) : 0;
  if (qos > 0 && packetId === 0) throw violation("packetIdZero", version);
  let properties = NO_PROPERTIES;
  if (version === 5) {
    const length = readVariableInteger(data, position, end);
    position += length.bytes;
    if (position + length.value > end) throw violation("propertiesLength", version);
    if (length.value > 0) properties = decodeProperties(data, position, position + length.value);
    position += length.value;
  }
  return {
    qos: qos as 0 | 1 | 2,
    retain: (flags & 1) === 1,
    topic,
    packetId,
    properties,
    payload: position === end ? NO_BYTES : data.subarray(position, end),
    version,
    data,
    begin,
    body: at,
    topicEnd,
    end,
  };
}

function readTopic(data: Buffer, begin: number, end: number, version: 4 | 5): string {
  const topic = data.toString("utf8", begin, end);
  if (topic.includes(REPLACEMENT) && !isUtf8(data.subarray(begin, end))) throw violation("illFormed", version);
  return topic;
}

/** Whether the bytes from `begin` to `end` equal `bytes`. A loop is fastest for so few bytes. */
function hasBytes(data: Buffer, begin: number, end: number, bytes: Buffer): boolean {
  const { length } = bytes;
  if (end - begin !== length) return false;
  for (let at = 0; at < length; at++) if (data[begin + at] !== bytes[at]) return false;
  return true;
}

function readVariableInteger(data: Buffer, at: number, end: number): { value: number; bytes: number } {
  let value = 0;
  for (let bytes = 0; bytes < 4; bytes++) {
    if (at + bytes >= end) throw violation("cutOff", 5);
    const byte = data[at + bytes] as number;
    value += (byte & 127) * 128 ** bytes;
    if (byte === 0 && bytes > 0) throw violation("lengthNotMinimal", 5);
    if (byte < 128) return { value, bytes: bytes + 1 };
  }
  throw violation("lengthBytes", 5);
}

function decodeProperties(data: Buffer, begin: number, end: number): IncomingProperties {
  const result: IncomingProperties = { ...NO_PROPERTIES };
  const forwarded: Buffer[] = [];
  const seen = new Set<number>();
  for (let at = begin; at < end; ) {
    const id = data[at] as number;
    if (id !== USER_PROPERTY && seen.has(id)) throw propertyViolation("propertyTwice", id, "PUBLISH");
    seen.add(id);
    const read = READERS[id];
    if (!read) {
      throw propertyViolation(PROPERTIES[id] ? "propertyMisplaced" : "propertyUnknown", id, "PUBLISH");
    }
    const next = read(data, at + 1, end, result);
    if (next > end) throw violation("cutOff", 5);
    if (id !== MESSAGE_EXPIRY_INTERVAL && id !== TOPIC_ALIAS) forwarded.push(data.subarray(at, next));
    at = next;
  }
  result.forwarded = forwarded.length === 1 ? (forwarded[0] as Buffer) : Buffer.concat(forwarded);
  return result;
}

const MESSAGE_EXPIRY_INTERVAL = 0x02;
const TOPIC_ALIAS = 0x23;
const USER_PROPERTY = 0x26;
const DUP = 0x08;

type Reader = (data: Buffer, at: number, end: number, into: IncomingProperties) => number;

/** Readers of the properties, by identifier. Each returns the position of the next property. */
const READERS: Readonly<Record<number, Reader>> = {
  // Payload Format Indicator
  1: (data, at, end) => {
    if (at < end && (data[at] as number) > 1) throw propertyViolation("propertyValue", 1, "PUBLISH");
    return at + 1;
  },
  [MESSAGE_EXPIRY_INTERVAL]: (data, at, end, into) => {
    if (at + 4 <= end) into.messageExpirySeconds = data.readUInt32BE(at);
    return at + 4;
  },
  // Content Type
  3: (data, at, end, into) => {
    const next = skipText(data, at, end);
    into.contentTypeBytes = next - at - 2;
    return next;
  },
  // Response Topic
  8: (data, at, end, into) => {
    const next = skipText(data, at, end);
    into.responseTopic = data.toString("utf8", at + 2, next);
    if (topicFault(into.responseTopic)) throw violation("responseTopic", 5);
    return next;
  },
  // Correlation Data
  9: (data, at, end, into) => {
    const next = skipBytes(data, at, end);
    into.correlationDataBytes = next - at - 2;
    return next;
  },
  // Subscription Identifier, which only servers may put into a PUBLISH
  11: () => {
    throw violation("subscriptionIdentifier", 5);
  },
  [TOPIC_ALIAS]: (data, at, end, into) => {
    if (at + 2 <= end) into.topicAlias = data.readUInt16BE(at);
    return at + 2;
  },
  [USER_PROPERTY]: (data, at, end, into) => {
    const next = skipText(data, skipText(data, at, end), end);
    into.userPropertiesBytes += next - at - 4;
    return next;
  },
};

function skipBytes(data: Buffer, at: number, end: number): number {
  if (at + 2 > end) throw violation("cutOff", 5);
  const next = at + 2 + data.readUInt16BE(at);
  if (next > end) throw violation("cutOff", 5);
  return next;
}

function skipText(data: Buffer, at: number, end: number): number {
  const next = skipBytes(data, at, end);
  const text = data.subarray(at + 2, next);
  if (!isUtf8(text)) throw violation("illFormed", 5);
  if (text.includes(0)) throw violation("nul", 5);
  return next;
}
