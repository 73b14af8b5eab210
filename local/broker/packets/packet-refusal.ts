import type { BrokerCore } from "../broker-core";
import type { ConnectionMeta } from "../connection/authentication";
import type { Decision } from "../connection/broker-policy";
import type { ConnectionEnd } from "../connection/disconnect-reason";
import { ReasonCode } from "../reason-codes";
import type { TopicName } from "../topics/topic-name";
import { generatePacket, reasonString } from "../wire/packet-encoder";
import type { IncomingPublish } from "../wire/publish-decoder";
import { ProtocolViolation } from "../wire/rules";

/**
 * The client that sent a packet, with the members that most handlers need. A handler that needs more of a connection
 * declares its own interface.
 */
export interface PacketSource {
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly meta: Pick<ConnectionMeta, "id">;
  /** Whether the client wants reason strings on all packets (MQTT 5, 3.1.2.11.7). */
  readonly problemInformation: boolean;
  send(packet: Buffer): void;
  end(end: ConnectionEnd): void;
}

/** A client whose packet may be refused. */
export interface RefusableSource extends PacketSource {
  readonly core: Pick<BrokerCore, "emit" | "assumptions">;
}

/**
 * Refuses a message that the policy denies. MQTT 3.1.1 has no negative PUBACK: AWS closes the connection
 * (aws-iot-device-sdk-python-v2#260). For MQTT 5 see {@link Assumptions.deniedPublish5}.
 */
export function denyPublish(
  connection: RefusableSource,
  publish: IncomingPublish,
  topic: TopicName,
  decision: Decision,
): void {
  const { core, clientId, protocolVersion } = connection;
  core.emit?.({ type: "denied", clientId, action: "Publish", resource: topic.name, decision });
  if (protocolVersion === 4 || core.assumptions.deniedPublish5 === "disconnect") {
    connection.end({
      reason: "AUTH_ERROR",
      code: ReasonCode.NOT_AUTHORIZED,
      message: "Client is not authorized to publish to this topic",
    });
  } else if (publish.qos === 1) {
    const text = "Client is not authorized to publish to this topic";
    sendNegativePuback(connection, publish.packetId, ReasonCode.NOT_AUTHORIZED, text);
  }
}

/**
 * Refuses a message that AWS refuses whatever the policy allows. MQTT 5 with QoS 1 is answered with a negative PUBACK.
 * QoS 0 and MQTT 3.1.1 have none: the connection is closed, so that the client does not believe that the message was
 * accepted. Assumption: AWS lists these codes for PUBACK and for DISCONNECT, but not when it sends which.
 * @throws ProtocolViolation for QoS 0 and MQTT 3.1.1
 */
export function rejectPublish(
  connection: RefusableSource,
  publish: IncomingPublish,
  topic: TopicName,
  code: ReasonCode,
  message: string,
): void {
  const { core, clientId } = connection;
  core.emit?.({ type: "rejected", clientId, packet: "PUBLISH", resource: topic.name, code, message });
  if (connection.protocolVersion === 4 || publish.qos !== 1) throw new ProtocolViolation(code, message);
  sendNegativePuback(connection, publish.packetId, code, message);
}

/**
 * Refuses QoS 2, which AWS does not support. MQTT 5 clients are disconnected with 0x9B; for MQTT 3.1.1 see
 * {@link Assumptions.qos2In311}.
 */
export function refuseQos2(connection: RefusableSource, packet: "PUBLISH" | "SUBSCRIBE", resource: string): void {
  const { core, clientId, protocolVersion } = connection;
  const code = ReasonCode.QOS_NOT_SUPPORTED;
  const message = "QoS 2 is not supported";
  core.emit?.({ type: "rejected", clientId, packet, resource, code, message });
  if (protocolVersion === 5 || core.assumptions.qos2In311 === "close") throw new ProtocolViolation(code, message);
}

function sendNegativePuback(connection: PacketSource, messageId: number, reasonCode: ReasonCode, text: string): void {
  const properties = { reasonString: reasonString("PUBACK", text, connection.meta.id) };
  connection.send(
    generatePacket(
      { cmd: "puback", messageId, reasonCode, ...(connection.problemInformation && { properties }) },
      connection.protocolVersion,
    ),
  );
}
