import type { BrokerCore } from "../broker-core";
import type { Message } from "../sessions/message";
import type { OutboundAliases } from "../topics/topic-aliases";
import type { OutboundStream } from "../wire/outbound-stream";
import type { ConnectionPolicy } from "./broker-policy";

/** The client that a message is sent to. */
interface Recipient {
  readonly core: Pick<BrokerCore, "clock" | "drop" | "emit" | "emitTraffic">;
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly policy: Pick<ConnectionPolicy, "receive">;
  /** Size of the largest packet that the client accepts, bytes. */
  readonly clientPacketBytes: number;
  readonly outboundAliases: OutboundAliases | undefined;
  readonly outbound: OutboundStream;
}

/** Bytes that the Topic Alias property adds to a PUBLISH. */
const ALIAS_BYTES = 3;

/**
 * Sends a message to a connected client, if the message has not expired, the policy allows the client to receive it
 * (AWS evaluates `iot:Receive` at every delivery) and the client accepts packets of this size (MQTT 5, 3.1.2.11.4).
 *
 * MQTT 5 clients receive the rest of the expiry interval, rounded down, so 0 in the last second.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-message-expiry
 * @param packetId ignored for QoS 0
 * @returns whether the message was sent
 */
export function sendMessage(
  connection: Recipient,
  message: Message,
  qos: 0 | 1,
  retain: boolean,
  packetId: number,
): boolean {
  const { core, clientId, protocolVersion, outboundAliases, outbound } = connection;
  let expirySeconds = 0;
  if (message.expiresAt !== undefined) {
    const rest = message.expiresAt - core.clock.now();
    if (rest <= 0) {
      core.drop(message, "expired", clientId);
      return false;
    }
    expirySeconds = Math.floor(rest / 1000);
  }
  const topic = message.topic.name;
  const decision = connection.policy.receive(topic);
  if (!decision.allowed) {
    core.emit?.({ type: "denied", clientId, action: "Receive", resource: topic, decision });
    return false;
  }
  let packet = message.encoded(protocolVersion, qos);
  if (packet.size + (outboundAliases ? ALIAS_BYTES : 0) > connection.clientPacketBytes) {
    core.drop(message, "too-large-for-client", clientId);
    return false;
  }
  let alias = 0;
  if (outboundAliases) {
    packet = message.encoded(protocolVersion, qos, outboundAliases.use(topic));
    alias = outboundAliases.aliasOf(topic);
  }
  outbound.buffer.appendPublish(packet, retain, packetId, expirySeconds, alias);
  outbound.changed();
  core.emitTraffic?.({ type: "delivered", clientId, topic, qos, bytes: message.payload.length, decision });
  return true;
}
