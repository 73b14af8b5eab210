import { ByteCursor } from "./byte-cursor";
import { NO_PROPERTIES, type Properties, readProperties } from "./property-table";
import { violation } from "./rules";

/** Reason code and properties at the end of an MQTT 5 PUBACK or DISCONNECT; MQTT 3.1.1 has neither. */
export interface Reason {
  readonly code: number;
  readonly properties: Properties;
}

const SUCCESS: Reason = { code: 0, properties: NO_PROPERTIES };

/** Reason codes of PUBACK (MQTT 5, table 3-4). */
const PUBACK_CODES: ReadonlySet<number> = new Set([0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]);
/** Reason codes of DISCONNECT that clients may send (MQTT 5, table 3-13). */
const DISCONNECT_CODES: ReadonlySet<number> = new Set([
  0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
]);

/**
 * Reads a whole PUBACK (MQTT 5, 3.4). Every reason code acknowledges the message (MQTT 5, 4.4).
 * @param body position of the variable header
 * @returns the packet identifier
 * @throws ProtocolViolation
 */
export function decodePuback(data: Buffer, body: number, end: number, version: 4 | 5): number {
  const short = end - body === 2;
  const cursor = short ? undefined : new ByteCursor(data, body, end, version);
  const packetId = cursor ? cursor.uint16() : data.readUInt16BE(body);
  if (packetId === 0) throw violation("pubackIdZero", version);
  if (cursor && !PUBACK_CODES.has(readReason(cursor, "PUBACK").code)) throw violation("pubackCode", version);
  return packetId;
}

/**
 * Reads a whole DISCONNECT (MQTT 5, 3.14).
 * @param body position of the variable header
 * @throws ProtocolViolation
 */
export function decodeDisconnect(data: Buffer, body: number, end: number, version: 4 | 5): Reason {
  const reason = readReason(new ByteCursor(data, body, end, version), "DISCONNECT");
  if (!DISCONNECT_CODES.has(reason.code)) throw violation("disconnectCode", version);
  if (reason.properties.serverReference !== undefined) throw violation("serverReference", version);
  return reason;
}

/**
 * Reads reason code and properties. A reason code of 0 may be omitted if there are no properties, and so may a
 * properties' length of 0.
 */
function readReason(cursor: ByteCursor, place: "PUBACK" | "DISCONNECT"): Reason {
  if (cursor.version === 4) cursor.finish();
  if (cursor.done) return SUCCESS;
  const code = cursor.byte();
  if (cursor.done) return { code, properties: NO_PROPERTIES };
  const properties = readProperties(cursor, place);
  cursor.finish();
  return { code, properties };
}
