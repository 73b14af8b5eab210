import type { BrokerCore } from "../broker-core";
import type { ConnectionPolicy } from "../connection/broker-policy";
import type { EventSubject } from "../delivery/lifecycle-events";
import { ReasonCode, SUBACK_FAILURE_311 } from "../reason-codes";
import type { Session } from "../sessions/session";
import type { MessageReceiver, Subscription } from "../sessions/subscription";
import { parseTopicFilter, type TopicFilter } from "../topics/topic-filter";
import { generatePacket, reasonString } from "../wire/packet-encoder";
import { userPropertiesBytes } from "../wire/property-table";
import { ProtocolViolation } from "../wire/rules";
import type { AskedSubscription, SubscribePacket } from "../wire/subscribe-decoder";
import type { PacketSource, RefusableSource } from "./packet-refusal";
import { refuseQos2 } from "./packet-refusal";

const NOT_AUTHORIZED = "Client is not authorized to subscribe to this filter";

/** A client that subscribes. */
export interface SubscribingClient extends RefusableSource, EventSubject, Pick<MessageReceiver, "sendMessage"> {
  readonly core: Pick<BrokerCore, "assumptions" | "emit" | "lifecycle" | "limits" | "retained" | "subscriptions">;
  readonly meta: EventSubject["meta"];
  readonly session: Session | undefined;
  readonly policy: Pick<ConnectionPolicy, "subscribe">;
}

/** A filter of a SUBSCRIBE that the client may subscribe to. */
interface Granted {
  readonly filter: TopicFilter;
  readonly options: Pick<Subscription, "qos" | "noLocal" | "retainAsPublished">;
  /** 0: send the retained message, 1: only for a new subscription, 2: never (MQTT 5, 3.8.3.1). */
  readonly retainHandling: number;
}

interface Refused {
  readonly refused: ReasonCode;
  readonly message: string;
}

/**
 * Subscribes a client to filters (MQTT 5, 3.8). Each filter is answered separately, except that AWS closes the
 * connection of an MQTT 3.1.1 client if the policy denies a filter, see {@link Assumptions.deniedSubscribe311}.
 * @throws ProtocolViolation if AWS would disconnect the client
 */
export function handleSubscribe(connection: SubscribingClient, packet: SubscribePacket): void {
  const { core, session, protocolVersion } = connection;
  checkRequest(connection, packet);
  const withQos2 = packet.subscriptions.find(({ qos }) => qos === 2);
  if (withQos2) {
    refuseQos2(connection, "SUBSCRIBE", withQos2.filter);
    return;
  }
  if (!session) return;
  const held = new Set(session.subscriptions.keys());
  const outcomes = packet.subscriptions.map((asked) => decide(connection, asked, held));
  const denied = outcomes.some((outcome) => "refused" in outcome && outcome.refused === ReasonCode.NOT_AUTHORIZED);
  if (denied && protocolVersion === 4 && core.assumptions.deniedSubscribe311 === "close") {
    connection.end({ reason: "AUTH_ERROR", message: NOT_AUTHORIZED });
    return;
  }
  connection.send(suback(connection, packet.packetId, outcomes));
  const subscribed = outcomes.filter((outcome) => "filter" in outcome);
  for (const each of subscribed) subscribe(connection, session, each);
  if (subscribed.length > 0) {
    core.lifecycle.subscribed(
      connection,
      subscribed.map(({ filter }) => filter.whole),
    );
  }
}

/**
 * Returns the SUBACK. MQTT 5 has a code for each refusal, and a reason string, which is that of the first refusal (MQTT
 * 5, 3.9).
 */
function suback(connection: PacketSource, messageId: number, outcomes: readonly (Granted | Refused)[]): Buffer {
  const { protocolVersion, problemInformation, meta } = connection;
  const granted = outcomes.map((outcome) => {
    if ("filter" in outcome) return outcome.options.qos;
    return protocolVersion === 5 ? outcome.refused : SUBACK_FAILURE_311;
  });
  const refusal = outcomes.find((outcome) => "refused" in outcome);
  const properties = refusal && { reasonString: reasonString("SUBACK", refusal.message, meta.id) };
  return generatePacket(
    { cmd: "suback", messageId, granted, ...(properties && problemInformation && { properties }) },
    protocolVersion,
  );
}

/** Checks the limits of the whole packet. @throws ProtocolViolation */
function checkRequest(connection: SubscribingClient, { properties, subscriptions }: SubscribePacket): void {
  const { filtersPerRequest, userPropertiesBytes: maxBytes } = connection.core.limits;
  if (properties.subscriptionIdentifier !== undefined) {
    const message = "Subscription Id is not supported now";
    throw new ProtocolViolation(ReasonCode.SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED, message);
  }
  // Seen at AWS: dotnet/MQTTnet#1427, aws-iot-device-sdk-js#147.
  if (subscriptions.length > filtersPerRequest) {
    throw new ProtocolViolation(ReasonCode.QUOTA_EXCEEDED, `SUBSCRIBE with more than ${filtersPerRequest} filters`);
  }
  if (userPropertiesBytes(properties) > maxBytes) {
    throw new ProtocolViolation(ReasonCode.QUOTA_EXCEEDED, `the user properties are larger than ${maxBytes} bytes`);
  }
}

/** Decides on one filter. @param held the filters that the client will be subscribed to; a granted filter is added */
function decide(connection: SubscribingClient, asked: AskedSubscription, held: Set<string>): Granted | Refused {
  const { core, clientId, policy } = connection;
  const parsed = parseTopicFilter(asked.filter, core.limits);
  if (!parsed.ok) return reject(connection, asked.filter, ReasonCode.TOPIC_FILTER_INVALID, parsed.problem);
  const { filter } = parsed;
  const decision = policy.subscribe(filter.whole);
  if (!decision.allowed) {
    core.emit?.({ type: "denied", clientId, action: "Subscribe", resource: filter.whole, decision });
    return { refused: ReasonCode.NOT_AUTHORIZED, message: NOT_AUTHORIZED };
  }
  const excess = findExcess(connection, filter, held);
  if (excess) return reject(connection, filter.whole, ReasonCode.QUOTA_EXCEEDED, excess);
  held.add(filter.whole);
  const qos = asked.qos === 0 ? 0 : 1;
  core.emit?.({ type: "subscribed", clientId, filter: filter.whole, qos, decision });
  const { noLocal, retainAsPublished, retainHandling } = asked;
  return { filter, options: { qos, noLocal, retainAsPublished }, retainHandling };
}

function findExcess(connection: SubscribingClient, filter: TopicFilter, held: ReadonlySet<string>): string | undefined {
  const { limits, subscriptions } = connection.core;
  if (held.has(filter.whole)) return undefined;
  if (held.size >= limits.subscriptionsPerConnection) {
    return `more than ${limits.subscriptionsPerConnection} subscriptions on one connection`;
  }
  return subscriptions.hasRoom(filter) ? undefined : "too many shared subscriptions";
}

/**
 * Refuses a filter that AWS refuses whatever the policy allows. Assumption: MQTT 3.1.1 clients receive SUBACK 0x80 for
 * it.
 */
function reject(connection: SubscribingClient, resource: string, code: ReasonCode, message: string): Refused {
  const { core, clientId } = connection;
  core.emit?.({ type: "rejected", clientId, packet: "SUBSCRIBE", resource, code, message });
  return { refused: code, message };
}

/**
 * Adds a subscription, or changes the options of an existing one; then sends the retained message, if the client
 * requests it.
 */
function subscribe(
  connection: SubscribingClient,
  session: Session,
  { filter, options, retainHandling }: Granted,
): void {
  const known = session.subscriptions.get(filter.whole);
  if (known) {
    Object.assign(known, options);
  } else {
    const subscription: Subscription = { session, filter, ...options };
    session.subscriptions.set(filter.whole, subscription);
    connection.core.subscriptions.add(subscription);
  }
  const wanted = retainHandling === 0 || (retainHandling === 1 && !known);
  if (!wanted || filter.wildcard || filter.share !== undefined) return;
  const message = connection.core.retained.get(filter.filter);
  if (message?.qos === 1 && options.qos === 1) session.outbox.add({ message, retain: true });
  else if (message) connection.sendMessage(message, true);
}
