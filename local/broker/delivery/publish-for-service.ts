import type { BrokerCore } from "../broker-core";
import type { ConnectionPolicy, Decision } from "../connection/broker-policy";
import { Message } from "../sessions/message";
import { TopicName } from "../topics/topic-name";
import { encodeProperties, type PublishProperties } from "../wire/packet-encoder";
import { effectiveMessageExpiry, findExcess } from "./message-limits";

/**
 * A message that is published over HTTPS.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_iotdata_Publish.html
 */
export interface PublishRequest {
  readonly topic: string;
  readonly payload: Buffer;
  /** @default 0 */
  readonly qos?: 0 | 1;
  /** @default false */
  readonly retain?: boolean;
  readonly properties?: PublishProperties & { readonly messageExpirySeconds?: number };
  /** Decides whether the message may be published. @default every topic is allowed */
  readonly policy?: ConnectionPolicy;
}

export type PublishResult =
  | { readonly ok: true; readonly decision?: Decision }
  | {
      readonly ok: false;
      /**
       * "denied": by the policy. "invalid": AWS refuses such a message. "quota-exceeded": too many topics have a
       * retained message.
       */
      readonly reason: "denied" | "invalid" | "quota-exceeded";
      readonly message: string;
      readonly decision?: Decision;
    };

const invalid = (message: string): PublishResult => ({ ok: false, reason: "invalid", message });

/** Checks a message in the same way as one received over MQTT, and routes it. */
export function publishForService(core: BrokerCore, request: PublishRequest): PublishResult {
  const { payload, qos = 0, retain = false, properties = {}, policy } = request;
  const topic = core.topics.get(request.topic);
  const problem = findProblem(core, request);
  if (problem) return invalid(problem);
  const decision = policy?.publish(topic.name, { retain });
  if (decision && !decision.allowed) {
    core.emit?.({ type: "denied", action: "Publish", resource: topic.name, decision });
    return { ok: false, reason: "denied", message: "the policy does not allow publishing to this topic", decision };
  }
  const decided = decision && { decision };
  core.emitTraffic?.({ type: "published", topic: topic.name, qos, retain, bytes: payload.length, ...decided });
  if (topic.kind !== "ordinary") {
    const message = "accepted, but the stand-in has no service behind this topic";
    core.emit?.({ type: "unsupported", topic: topic.name, message });
    return { ok: true, ...decided };
  }
  const { messageExpirySeconds: expiry } = properties;
  const expiresAt =
    expiry === undefined ? undefined : core.clock.now() + effectiveMessageExpiry(expiry, core.limits) * 1000;
  const message = new Message({ topic, payload, qos, retain, properties: encodeProperties(properties), expiresAt });
  if (core.router.publish(message)) return { ok: true, ...decided };
  return { ok: false, reason: "quota-exceeded", message: "too many topics have a retained message", ...decided };
}

function findProblem(core: BrokerCore, request: PublishRequest): string | undefined {
  const { payload, retain, properties = {} } = request;
  const topic = core.topics.get(request.topic);
  if (topic.problem) return topic.problem.message;
  if (topic.reserved && retain) return "messages on topics that begin with $ cannot be retained";
  const { responseTopic, contentType, correlationData, userProperties } = properties;
  if (responseTopic !== undefined && core.topics.get(responseTopic).problem) return "the response topic is not valid";
  let userPropertiesBytes = 0;
  for (const pair of userProperties ?? []) userPropertiesBytes += Buffer.byteLength(pair.join(""));
  const sizes = {
    payloadBytes: payload.length,
    contentTypeBytes: Buffer.byteLength(contentType ?? ""),
    correlationDataBytes: correlationData?.length ?? 0,
    userPropertiesBytes,
  };
  return findExcess(sizes, core.limits);
}

/** Publishes an event of AWS IoT Core, with QoS 1, on a topic that begins with `$aws/`. */
export function publishEvent({ subscriptions, router }: BrokerCore, name: string, payload: Buffer): void {
  const topic = new TopicName(name, "aws", undefined);
  if (subscriptions.match(topic).length > 0) router.publish(new Message({ topic, payload, qos: 1 }));
}
