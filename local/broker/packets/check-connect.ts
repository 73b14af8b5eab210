import { randomUUID } from "node:crypto";
import type { BrokerCore } from "../broker-core";
import { ReasonCode, ReturnCode } from "../reason-codes";
import { OutboundAliases } from "../topics/topic-aliases";
import type { ConnectPacket } from "../wire/connect-decoder";
import { ConnectRefusal } from "./connect-refusal";

/** The members of a connection that the CONNECT sets. */
interface IntroducedClient {
  readonly core: Pick<BrokerCore, "limits">;
  readonly protocolVersion: 4 | 5;
  clientId: string;
  clientPacketBytes: number;
  outboundAliases: OutboundAliases | undefined;
  problemInformation: boolean;
}

/**
 * Checks the properties of a CONNECT, and stores them in the connection.
 * @throws ConnectRefusal if AWS would refuse a property
 */
export function checkConnect(connection: IntroducedClient, { properties }: ConnectPacket): void {
  const { maximumPacketSize, authenticationMethod, topicAliasMaximum, requestProblemInformation } = properties;
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
  connection.problemInformation = requestProblemInformation !== 0;
}

/**
 * Checks the client id, and assigns one to a client that sends none and may leave the choice to the broker (MQTT 5,
 * 3.1.3.1). Assumption: client ids that begin with `$`, which AWS's API excludes, are refused.
 * @throws ConnectRefusal
 */
export function chooseClientId(connection: IntroducedClient, packet: ConnectPacket): void {
  const { clientId } = packet;
  const { clientIdBytes } = connection.core.limits;
  if (clientId === "" && (packet.cleanStart || connection.protocolVersion === 5)) {
    connection.clientId = randomUUID();
    return;
  }
  if (clientId === "" || clientId.startsWith("$") || Buffer.byteLength(clientId) > clientIdBytes) {
    const message = `the client id is empty, longer than ${clientIdBytes} bytes, or begins with $`;
    throw new ConnectRefusal(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, ReturnCode.IDENTIFIER_REJECTED, message);
  }
}
