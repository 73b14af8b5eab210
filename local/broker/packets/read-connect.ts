import type { BrokerCore } from "../broker-core";
import { ReasonCode, ReturnCode } from "../reason-codes";
import { type ConnectPacket, decodeConnect, decodeProtocol } from "../wire/connect-decoder";
import type { PacketReader } from "../wire/packet-reader";
import { violation } from "../wire/rules";
import { ConnectRefusal } from "./connect-refusal";

/** A client whose protocol version is not known yet. */
interface UnknownClient {
  readonly core: Pick<BrokerCore, "assumptions">;
  protocolVersion: 4 | 5;
}

const BRIDGE_BIT = 0x80;

/**
 * Reads a CONNECT of MQTT 3.1.1 or 5 (MQTT 5, 3.1), the versions that AWS supports. Stores the version first, since the
 * answer to a malformed CONNECT depends on it.
 * @throws ConnectRefusal for another version
 * @throws ProtocolViolation for a malformed packet
 */
export function readConnect(connection: UnknownClient, reader: PacketReader): ConnectPacket {
  const { data, begin, body, end } = reader;
  if (((data[begin] as number) & 15) !== 0) throw violation("flags", 4);
  const { name, level, at } = decodeProtocol(data, body, end);
  const bridge = (level & BRIDGE_BIT) !== 0;
  const version = level & ~BRIDGE_BIT;
  const refused = bridge && connection.core.assumptions.bridgeBit === "refuse";
  if (name !== "MQTT" || (version !== 4 && version !== 5) || refused) {
    const returnCode = ReturnCode.UNACCEPTABLE_PROTOCOL_VERSION;
    throw new ConnectRefusal(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, returnCode, "neither MQTT 3.1.1 nor MQTT 5");
  }
  connection.protocolVersion = version;
  reader.version = version;
  if (version === 5 && !reader.lengthIsMinimal) throw violation("lengthNotMinimal", version);
  return decodeConnect(data, at, end, version);
}
