import type { IConnectPacket } from "mqtt-packet";
import type { Connection } from "../connection";
import { effectiveMessageExpiry, findExcess } from "../message-limits";
import { ReasonCode } from "../reason-codes";
import type { TopicName } from "../topics/topic-name";
import type { Will } from "../wills";
import { checkProperties, userPropertiesBytes } from "../wire/property-rules";
import { encodeProperties } from "../wire/publish-properties";
import { ConnectRefusal } from "./connect-refusal";

type WillPacket = NonNullable<IConnectPacket["will"]>;

/**
 * Reads the Will of a CONNECT (MQTT 5, 3.1.3.2). AWS refuses QoS 2: MQTT 5 clients with 0x9B, MQTT 3.1.1 clients by closing
 * (espMqttClient#116).
 * Assumption: a Will cannot go to a topic that begins with `$`; like all publishes it must keep the limits.
 * @throws ConnectRefusal, ProtocolViolation
 */
export function readWill(connection: Connection, will: WillPacket): Will {
  const { limits, topics } = connection.core;
  const { properties } = will;
  checkProperties("the Will", properties);
  if (will.qos === 2) throw new ConnectRefusal(ReasonCode.QOS_NOT_SUPPORTED, undefined, "QoS 2 is not supported");
  const topic = checkTopic(topics.get(will.topic));
  const payload = Buffer.from(will.payload);
  const excess = findExcess(
    {
      payloadBytes: payload.length,
      contentTypeBytes: Buffer.byteLength(properties?.contentType ?? ""),
      correlationDataBytes: properties?.correlationData?.length ?? 0,
      userPropertiesBytes: userPropertiesBytes(properties?.userProperties),
    },
    limits,
  );
  if (excess) throw new ConnectRefusal(ReasonCode.QUOTA_EXCEEDED, undefined, `Will: ${excess}`);
  const expiry = properties?.messageExpiryInterval;
  return {
    topic,
    payload,
    qos: will.qos === 1 ? 1 : 0,
    retain: will.retain === true,
    properties: forwardedProperties(properties),
    messageExpirySeconds: expiry === undefined ? undefined : effectiveMessageExpiry(expiry, limits),
    delaySeconds: properties?.willDelayInterval ?? 0,
  };
}

function checkTopic(topic: TopicName): TopicName {
  const problem = topic.problem?.message ?? (topic.reserved ? "topics that begin with $ are reserved" : undefined);
  if (problem) throw new ConnectRefusal(ReasonCode.TOPIC_NAME_INVALID, undefined, `Will: ${problem}`);
  return topic;
}

function forwardedProperties(properties: WillPacket["properties"]): Buffer {
  const { userProperties, ...others } = properties ?? {};
  const pairs = Object.entries(userProperties ?? {}).flatMap(([name, value]) =>
    [value].flat().map((each) => [name, each] as const),
  );
  return encodeProperties({ ...others, userProperties: pairs });
}
