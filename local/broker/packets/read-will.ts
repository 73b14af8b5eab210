import type { BrokerCore } from "../broker-core";
import { effectiveMessageExpiry, findExcess } from "../delivery/message-limits";
import type { Will } from "../delivery/wills";
import { ReasonCode } from "../reason-codes";
import type { TopicName } from "../topics/topic-name";
import type { WillPacket } from "../wire/connect-decoder";
import { encodeProperties } from "../wire/packet-encoder";
import { type Properties, userPropertiesBytes } from "../wire/property-table";
import { ConnectRefusal } from "./connect-refusal";

/**
 * Reads the Will of a CONNECT (MQTT 5, 3.1.3.2). AWS refuses QoS 2: MQTT 5 clients with 0x9B, MQTT 3.1.1 clients by closing
 * (espMqttClient#116).
 * Assumption: a Will cannot be published to a topic that begins with `$`, and has the limits of all messages.
 * @throws ConnectRefusal if AWS would refuse the Will
 */
export function readWill({ limits, topics }: Pick<BrokerCore, "limits" | "topics">, will: WillPacket): Will {
  const { properties } = will;
  if (will.qos === 2) throw new ConnectRefusal(ReasonCode.QOS_NOT_SUPPORTED, undefined, "QoS 2 is not supported");
  const topic = checkTopic(topics.get(will.topic));
  const payload = Buffer.from(will.payload);
  const excess = findExcess(
    {
      payloadBytes: payload.length,
      contentTypeBytes: Buffer.byteLength(properties.contentType ?? ""),
      correlationDataBytes: properties.correlationData?.length ?? 0,
      userPropertiesBytes: userPropertiesBytes(properties),
    },
    limits,
  );
  if (excess) throw new ConnectRefusal(ReasonCode.QUOTA_EXCEEDED, undefined, `Will: ${excess}`);
  const expiry = properties.messageExpiryInterval;
  return {
    topic,
    payload,
    qos: will.qos === 1 ? 1 : 0,
    retain: will.retain,
    properties: forwardedProperties(properties),
    messageExpirySeconds: expiry === undefined ? undefined : effectiveMessageExpiry(expiry, limits),
    delaySeconds: properties.willDelayInterval ?? 0,
  };
}

function checkTopic(topic: TopicName): TopicName {
  const problem = topic.problem?.message ?? (topic.reserved ? "topics that begin with $ are reserved" : undefined);
  if (problem) throw new ConnectRefusal(ReasonCode.TOPIC_NAME_INVALID, undefined, `Will: ${problem}`);
  return topic;
}

/** Encodes the properties that subscribers receive, with user properties in their original order [MQTT-3.3.2-18]. */
function forwardedProperties({ payloadFormatIndicator, ...others }: Properties): Buffer {
  const format = payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator: payloadFormatIndicator === 1 };
  return encodeProperties({ ...others, ...format });
}
