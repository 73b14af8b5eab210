import type { IConnectPacket } from "mqtt-packet";
import type { Assumptions } from "../assumptions";
import { ReasonCode, ReturnCode } from "../reason-codes";
import { parseConnect } from "../wire/packet-codec";
import { ConnectRefusal } from "./connect-refusal";

const BRIDGE_BIT = 0x80;

/**
 * Reads a CONNECT of MQTT 3.1.1 or 5 (MQTT 5, 3.1). AWS speaks no other version.
 * @throws ConnectRefusal if it is of another version, ProtocolViolation if it is malformed
 */
export function readConnect(bytes: Buffer, assumptions: Assumptions): IConnectPacket {
  const level = protocolLevel(bytes);
  const bridge = level !== undefined && (level & BRIDGE_BIT) !== 0;
  const version = level === undefined ? undefined : level & ~BRIDGE_BIT;
  if ((version !== 4 && version !== 5) || (bridge && assumptions.bridgeBit === "refuse")) {
    const returnCode = ReturnCode.UNACCEPTABLE_PROTOCOL_VERSION;
    throw new ConnectRefusal(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, returnCode, "neither MQTT 3.1.1 nor MQTT 5");
  }
  const packet = parseConnect(bytes);
  if (packet.cmd !== "connect") throw new TypeError("not a CONNECT");
  return packet;
}

/** The protocol level of a CONNECT whose protocol name is "MQTT" (MQTT 5, 3.1.2.1), else undefined. */
function protocolLevel(bytes: Buffer): number | undefined {
  const name = bytes.indexOf("\0\u0004MQTT");
  return name >= 2 && name <= 5 ? bytes[name + 6] : undefined;
}
