import { filterFault } from "../topics/topic-filter";
import { ByteCursor } from "./byte-cursor";
import { type Properties, readProperties } from "./property-table";
import { violation } from "./rules";

/** A decoded SUBSCRIBE (MQTT 5, 3.8). */
export interface SubscribePacket {
  readonly packetId: number;
  readonly properties: Properties;
  /** One or more subscriptions with well-formed filters. */
  readonly subscriptions: readonly AskedSubscription[];
}

/** A filter of a SUBSCRIBE with its options (MQTT 5, 3.8.3.1). MQTT 3.1.1 has only the QoS. */
export interface AskedSubscription {
  readonly filter: string;
  readonly qos: 0 | 1 | 2;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
}

/** A decoded UNSUBSCRIBE (MQTT 5, 3.10). */
export interface UnsubscribePacket {
  readonly packetId: number;
  readonly properties: Properties;
  /** One or more well-formed filters. */
  readonly filters: readonly string[];
}

const NO_LOCAL = 0x04;
const RETAIN_AS_PUBLISHED = 0x08;
/** Bits of a subscription's options that must be 0. */
const RESERVED = { 4: 0xfc, 5: 0xc0 } as const;

/**
 * Reads a whole SUBSCRIBE.
 * @param body position of the variable header
 * @throws ProtocolViolation
 */
export function decodeSubscribe(data: Buffer, body: number, end: number, version: 4 | 5): SubscribePacket {
  const cursor = new ByteCursor(data, body, end, version);
  const packetId = readPacketId(cursor);
  const properties = readProperties(cursor, "SUBSCRIBE");
  if (cursor.done) throw violation("noFilterToSubscribe", version);
  const subscriptions: AskedSubscription[] = [];
  while (!cursor.done) subscriptions.push(readSubscription(cursor));
  return { packetId, properties, subscriptions };
}

/**
 * Reads a whole UNSUBSCRIBE.
 * @param body position of the variable header
 * @throws ProtocolViolation
 */
export function decodeUnsubscribe(data: Buffer, body: number, end: number, version: 4 | 5): UnsubscribePacket {
  const cursor = new ByteCursor(data, body, end, version);
  const packetId = readPacketId(cursor);
  const properties = readProperties(cursor, "UNSUBSCRIBE");
  if (cursor.done) throw violation("noFilterToUnsubscribe", version);
  const filters: string[] = [];
  while (!cursor.done) filters.push(readFilter(cursor));
  return { packetId, properties, filters };
}

function readPacketId(cursor: ByteCursor): number {
  const packetId = cursor.uint16();
  if (packetId === 0) throw violation("packetIdZero", cursor.version);
  return packetId;
}

function readFilter(cursor: ByteCursor): string {
  const filter = cursor.text();
  const fault = filterFault(filter);
  if (fault) throw violation(fault, cursor.version);
  return filter;
}

function readSubscription(cursor: ByteCursor): AskedSubscription {
  const { version } = cursor;
  const filter = readFilter(cursor);
  const options = cursor.byte();
  if (options & RESERVED[version]) throw violation("subscriptionReserved", version);
  const qos = options & 3;
  if (qos === 3) throw violation("subscriptionQos3", version);
  const retainHandling = options >> 4;
  if (retainHandling === 3) throw violation("retainHandling3", version);
  const noLocal = (options & NO_LOCAL) !== 0;
  if (noLocal && filter.startsWith("$share/")) throw violation("noLocalShared", version);
  return {
    filter,
    qos: qos as 0 | 1 | 2,
    noLocal,
    retainAsPublished: (options & RETAIN_AS_PUBLISHED) !== 0,
    retainHandling: retainHandling as 0 | 1 | 2,
  };
}
