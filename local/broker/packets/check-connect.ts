import { randomUUID } from "node:crypto";
import type { IConnectPacket } from "mqtt-packet";
import type { Connection } from "../connection";
import { ProtocolViolation } from "../protocol-violation";
import { ReasonCode, ReturnCode } from "../reason-codes";
import { OutboundAliases } from "../topics/topic-aliases";
import { isIllFormed } from "../topics/topic-name";
import { checkProperties } from "../wire/property-rules";
import { ConnectRefusal } from "./connect-refusal";

/**
 * What mqtt-packet leaves unchecked in a CONNECT, and what AWS does not take; notes what the client says of itself.
 * @throws ConnectRefusal, ProtocolViolation
 */
export function checkConnect(connection: Connection, packet: IConnectPacket): void {
  checkProperties("CONNECT", packet.properties);
  if (packet.password !== undefined && packet.username === undefined && connection.protocolVersion === 4) {
    throw new ProtocolViolation(ReasonCode.MALFORMED_PACKET, "a password without a user name [MQTT-3.1.2-22]");
  }
  const { receiveMaximum, maximumPacketSize, authenticationMethod, topicAliasMaximum, requestProblemInformation } =
    packet.properties ?? {};
  if (receiveMaximum === 0 || maximumPacketSize === 0) {
    throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "Receive Maximum and Maximum Packet Size must not be 0");
  }
  if (authenticationMethod !== undefined) {
    const message = "enhanced authentication is not supported";
    throw new ConnectRefusal(ReasonCode.BAD_AUTHENTICATION_METHOD, undefined, message);
  }
  const { clientPacketBytesMinimum, topicAliases } = connection.core.limits;
  if (maximumPacketSize !== undefined && maximumPacketSize < clientPacketBytesMinimum) {
    const message = `Maximum Packet Size is less than ${clientPacketBytesMinimum}`;
    throw new ConnectRefusal(ReasonCode.QUOTA_EXCEEDED, undefined, message);
  }
  if (maximumPacketSize !== undefined) connection.clientPacketBytes = maximumPacketSize;
  if (topicAliasMaximum) connection.outboundAliases = new OutboundAliases(Math.min(topicAliasMaximum, topicAliases));
  connection.problemInformation = requestProblemInformation !== false;
}

/**
 * Gives a client a client id if it may leave that to the broker (MQTT 5, 3.1.3.1).
 * Assumption: client ids that begin with `$`, which AWS's API excludes, are refused.
 * @throws ConnectRefusal
 */
export function chooseClientId(connection: Connection, packet: IConnectPacket): void {
  const { clientId } = packet;
  const { clientIdBytes } = connection.core.limits;
  if (clientId === "" && (packet.clean || connection.protocolVersion === 5)) {
    connection.clientId = randomUUID();
    return;
  }
  if (
    clientId === "" ||
    clientId.startsWith("$") ||
    isIllFormed(clientId) ||
    Buffer.byteLength(clientId) > clientIdBytes
  ) {
    const message = "the client id is empty, longer than 128 bytes, begins with $ or is not well-formed";
    throw new ConnectRefusal(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, ReturnCode.IDENTIFIER_REJECTED, message);
  }
}
