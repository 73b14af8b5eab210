import { topicFault } from "../topics/topic-name";
import { ByteCursor } from "./byte-cursor";
import { type Properties, readProperties } from "./property-table";
import { violation } from "./rules";

/** A decoded CONNECT (MQTT 5, 3.1). Buffers are views of the received bytes. */
export interface ConnectPacket {
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  /** MQTT 3.1.1: Clean Session. */
  readonly cleanStart: boolean;
  readonly keepAliveSeconds: number;
  readonly properties: Properties;
  readonly will?: WillPacket;
  readonly username?: string;
  readonly password?: Buffer;
}

/** The Will in a CONNECT. */
export interface WillPacket {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly properties: Properties;
}

const RESERVED = 0x01;
const CLEAN_START = 0x02;
const WILL = 0x04;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER_NAME = 0x80;

/** The beginning of a CONNECT: protocol name and protocol level. */
export interface Protocol {
  readonly name: string;
  /** Includes the bit with which bridges mark their CONNECT. */
  readonly level: number;
  /** Position of the connect flags. */
  readonly at: number;
}

/**
 * Reads protocol name and level, which all versions have in the same place.
 * @param body position of the variable header
 * @throws ProtocolViolation
 */
export function decodeProtocol(data: Buffer, body: number, end: number): Protocol {
  const cursor = new ByteCursor(data, body, end, 4);
  const name = cursor.text();
  const level = cursor.byte();
  return { name, level, at: cursor.at };
}

/**
 * Reads the whole rest of a CONNECT after the protocol level.
 * @param at position of the connect flags
 * @throws ProtocolViolation
 */
export function decodeConnect(data: Buffer, at: number, end: number, version: 4 | 5): ConnectPacket {
  const cursor = new ByteCursor(data, at, end, version);
  const flags = cursor.byte();
  checkFlags(flags, version);
  const keepAliveSeconds = cursor.uint16();
  const properties = readProperties(cursor, "CONNECT");
  if (properties.authenticationData && properties.authenticationMethod === undefined) {
    throw violation("authenticationData", version);
  }
  const clientId = cursor.text("clientIdText");
  const will = flags & WILL ? decodeWill(cursor, flags) : undefined;
  const username = flags & USER_NAME ? cursor.text() : undefined;
  const password = flags & PASSWORD ? cursor.binary() : undefined;
  cursor.finish();
  return {
    protocolVersion: version,
    clientId,
    cleanStart: (flags & CLEAN_START) !== 0,
    keepAliveSeconds,
    properties,
    ...(will && { will }),
    ...(username !== undefined && { username }),
    ...(password && { password }),
  };
}

const willQos = (flags: number) => (flags >> 3) & 3;

function checkFlags(flags: number, version: 4 | 5): void {
  if (flags & RESERVED) throw violation("connectFlag", version);
  if (willQos(flags) === 3) throw violation("willQos3", version);
  if (!(flags & WILL) && willQos(flags) > 0) throw violation("willQosAlone", version);
  if (!(flags & WILL) && flags & WILL_RETAIN) throw violation("willRetainAlone", version);
  if (version === 4 && flags & PASSWORD && !(flags & USER_NAME)) throw violation("passwordAlone", version);
}

function decodeWill(cursor: ByteCursor, flags: number): WillPacket {
  const properties = readProperties(cursor, "Will");
  const topic = cursor.text();
  const payload = cursor.binary();
  const { responseTopic } = properties;
  if (responseTopic !== undefined && topicFault(responseTopic)) throw violation("responseTopic", cursor.version);
  const qos = willQos(flags) as 0 | 1 | 2;
  return { topic, payload, qos, retain: (flags & WILL_RETAIN) !== 0, properties };
}
