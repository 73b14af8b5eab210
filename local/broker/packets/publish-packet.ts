import type { BrokerCore } from "../broker-core";
import type { ConnectionPolicy } from "../connection/broker-policy";
import { effectiveMessageExpiry, findExcess } from "../delivery/message-limits";
import { ReasonCode } from "../reason-codes";
import { Message } from "../sessions/message";
import type { Subscriber } from "../sessions/subscription";
import { InboundAliases } from "../topics/topic-aliases";
import type { TopicName } from "../topics/topic-name";
import { decodePublish, type IncomingPublish } from "../wire/publish-decoder";
import { ProtocolViolation, violation } from "../wire/rules";
import type { RefusableSource } from "./packet-refusal";
import { denyPublish, refuseQos2, rejectPublish } from "./packet-refusal";

/** A client that publishes. */
export interface Publisher extends RefusableSource {
  readonly core: Pick<BrokerCore, "assumptions" | "clock" | "emit" | "emitTraffic" | "limits" | "router" | "topics">;
  readonly session: Subscriber | undefined;
  readonly policy: Pick<ConnectionPolicy, "publish">;
  /** The last valid topic of the client, kept because most clients publish to few topics. */
  lastTopic: TopicName | undefined;
  /** Made when the client sends the first topic alias. */
  inboundAliases: InboundAliases | undefined;
  sendPuback(packetId: number): void;
}

/**
 * Handles a client's PUBLISH (MQTT 5, 3.3). The packet is `data` from `begin` to `end`; its variable header begins at
 * `body`.
 * @throws ProtocolViolation if the packet breaks a rule of MQTT or of AWS
 */
export function handlePublish(connection: Publisher, data: Buffer, begin: number, body: number, end: number): void {
  const { core, clientId, policy } = connection;
  const publish = decodePublish(data, begin, body, end, connection.protocolVersion, connection.lastTopic);
  const { retain, payload } = publish;
  const topic = findTopic(connection, publish);
  if (publish.qos === 2) {
    refuseQos2(connection, "PUBLISH", topic.name);
    return;
  }
  if (!checkTopic(connection, publish, topic) || !checkContent(connection, publish, topic)) return;
  const decision = policy.publish(topic.name, { retain });
  if (!decision.allowed) {
    denyPublish(connection, publish, topic, decision);
    return;
  }
  const { qos } = publish;
  core.emitTraffic?.({ type: "published", clientId, topic: topic.name, qos, retain, bytes: payload.length, decision });
  if (topic.kind !== "ordinary") {
    tellUnsupported(connection, topic);
    if (qos === 1) connection.sendPuback(publish.packetId);
    return;
  }
  const expiry = publish.properties.messageExpirySeconds;
  const message = new Message({
    topic,
    payload,
    qos,
    retain,
    received: publish,
    properties: publish.properties.forwarded,
    expiresAt: expiry === undefined ? undefined : core.clock.now() + effectiveMessageExpiry(expiry, core.limits) * 1000,
  });
  if (!core.router.publish(message, connection.session)) {
    rejectPublish(connection, publish, topic, ReasonCode.QUOTA_EXCEEDED, "too many topics have a retained message");
  } else if (qos === 1) {
    connection.sendPuback(publish.packetId);
  }
}

/** Returns the topic of a message, also by its alias. @throws ProtocolViolation if the topic is malformed */
function findTopic(connection: Publisher, publish: IncomingPublish): TopicName {
  const { core, protocolVersion, lastTopic } = connection;
  const { topicAlias } = publish.properties;
  let name = publish.topic;
  if (topicAlias === undefined && lastTopic?.name === name) return lastTopic;
  if (topicAlias !== undefined) {
    connection.inboundAliases ??= new InboundAliases(core.limits.topicAliases);
    name = connection.inboundAliases.resolve(topicAlias, name);
  }
  const topic = core.topics.get(name);
  if (topic.problem?.kind === "malformed") throw violation(topic.problem.rule, protocolVersion);
  if (!topic.problem) connection.lastTopic = topic;
  return topic;
}

/** Refuses topics that AWS does not accept. @returns whether the topic is accepted */
function checkTopic(connection: Publisher, publish: IncomingPublish, topic: TopicName): boolean {
  let message = topic.problem?.message;
  if (topic.reserved && publish.retain) message ??= "messages on topics that begin with $ cannot be retained";
  if (message === undefined) return true;
  rejectPublish(connection, publish, topic, ReasonCode.TOPIC_NAME_INVALID, message);
  return false;
}

/**
 * Refuses payloads and properties that are too large. AWS disconnects a client that publishes too large a payload.
 * @returns whether the message is accepted
 * @throws ProtocolViolation if the client has to be disconnected
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/life-cycle-events.html `CLIENT_ERROR`
 */
function checkContent(connection: Publisher, publish: IncomingPublish, topic: TopicName): boolean {
  const { properties, payload } = publish;
  const { limits } = connection.core;
  if (payload.length > limits.payloadBytes) {
    const message = `the payload is larger than ${limits.payloadBytes} bytes`;
    throw new ProtocolViolation(ReasonCode.QUOTA_EXCEEDED, message);
  }
  if (properties.forwarded.length === 0) return true;
  if (properties.responseTopic !== undefined && connection.core.topics.get(properties.responseTopic).problem) {
    throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "the response topic is not valid");
  }
  const excess = findExcess({ ...properties, payloadBytes: payload.length }, limits);
  if (excess) rejectPublish(connection, publish, topic, ReasonCode.QUOTA_EXCEEDED, excess);
  return excess === undefined;
}

/** Reports that AWS would pass the message to a rule or a service, which the stand-in has not. */
function tellUnsupported(connection: Publisher, topic: TopicName): void {
  connection.core.emit?.({
    type: "unsupported",
    clientId: connection.clientId,
    topic: topic.name,
    message:
      topic.kind === "basic-ingest"
        ? "accepted, but the stand-in has no rules engine"
        : "accepted, but the stand-in has no service behind this topic",
  });
}
