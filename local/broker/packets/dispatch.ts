import type { Packet } from "mqtt-packet";
import type { Connection } from "../connection";
import { ProtocolViolation } from "../protocol-violation";
import { ReasonCode } from "../reason-codes";
import { parsePacket } from "../wire/packet-codec";
import type { PacketReader } from "../wire/packet-reader";
import { handleConnect } from "./connect";
import { handleDisconnect } from "./disconnect";
import { handlePingreq } from "./pingreq";
import { handlePuback } from "./puback";
import { handlePublish } from "./publish";
import { handleSubscribe } from "./subscribe";
import { handleUnsubscribe } from "./unsubscribe";

const CONNECT = 1;
const PUBLISH = 3;
/** First byte of a PUBACK. */
const PUBACK_BYTE = 0x40;

/**
 * Hands the packet the reader stands on to its handler.
 * @throws ProtocolViolation
 */
export function handlePacket(connection: Connection, reader: PacketReader): void {
  const { data, begin, body, end } = reader;
  const first = data[begin] as number;
  const type = first >> 4;
  if (connection.state === "new") {
    if (type !== CONNECT) throw protocolError("the first packet is not a CONNECT");
    handleConnect(connection, data.subarray(begin, end));
  } else if (type === PUBLISH) {
    handlePublish(connection, data, begin, body, end);
  } else if (first === PUBACK_BYTE && end - body === 2) {
    connection.acknowledged(data.readUInt16BE(body));
  } else if (type === CONNECT) {
    throw protocolError("a second CONNECT");
  } else {
    handleParsed(connection, parsePacket(data.subarray(begin, end), connection.protocolVersion));
  }
}

/** AWS takes no PUBREC, PUBREL, PUBCOMP and AUTH; the others missing here are for servers to send. */
function handleParsed(connection: Connection, packet: Packet): void {
  if (packet.cmd === "puback") handlePuback(connection, packet);
  else if (packet.cmd === "subscribe") handleSubscribe(connection, packet);
  else if (packet.cmd === "unsubscribe") handleUnsubscribe(connection, packet);
  else if (packet.cmd === "pingreq") handlePingreq(connection);
  else if (packet.cmd === "disconnect") handleDisconnect(connection, packet);
  else throw protocolError(`unexpected ${packet.cmd.toUpperCase()}`);
}

function protocolError(message: string): ProtocolViolation {
  return new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, message);
}
