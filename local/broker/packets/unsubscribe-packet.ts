import type { BrokerCore } from "../broker-core";
import type { EventSubject } from "../delivery/lifecycle-events";
import { ReasonCode } from "../reason-codes";
import type { Session } from "../sessions/session";
import { parseTopicFilter } from "../topics/topic-filter";
import { generatePacket } from "../wire/packet-encoder";
import { ProtocolViolation } from "../wire/rules";
import type { UnsubscribePacket } from "../wire/subscribe-decoder";
import type { PacketSource } from "./packet-refusal";

/** A client that ends subscriptions. */
interface UnsubscribingClient extends Pick<PacketSource, "protocolVersion" | "send">, EventSubject {
  readonly core: Pick<BrokerCore, "emit" | "lifecycle" | "limits" | "subscriptions">;
  readonly session: Session | undefined;
}

/**
 * Ends subscriptions (MQTT 5, 3.10). Assumptions: more than 8 filters close the connection, as in SUBSCRIBE; a filter
 * without subscription is answered with 0x00, since AWS does not list 0x11.
 */
export function handleUnsubscribe(connection: UnsubscribingClient, packet: UnsubscribePacket): void {
  const { core, session, clientId } = connection;
  const { filtersPerRequest } = core.limits;
  const { filters, packetId: messageId } = packet;
  if (filters.length > filtersPerRequest) {
    throw new ProtocolViolation(ReasonCode.QUOTA_EXCEEDED, `UNSUBSCRIBE with more than ${filtersPerRequest} filters`);
  }
  const ended: string[] = [];
  const granted = filters.map((filter) => {
    const subscription = session?.subscriptions.get(filter);
    if (subscription) {
      core.subscriptions.remove(subscription);
      session?.subscriptions.delete(filter);
      ended.push(filter);
      core.emit?.({ type: "unsubscribed", clientId, filter });
      return ReasonCode.SUCCESS;
    }
    return parseTopicFilter(filter, core.limits).ok ? ReasonCode.SUCCESS : ReasonCode.TOPIC_FILTER_INVALID;
  });
  connection.send(generatePacket({ cmd: "unsuback", messageId, granted }, connection.protocolVersion));
  if (ended.length > 0) core.lifecycle.unsubscribed(connection, ended);
}
