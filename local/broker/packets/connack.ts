import type { IConnackPacket } from "mqtt-packet";
import type { AwsLimits } from "../limits";
import type { ReasonCode, ReturnCode } from "../reason-codes";
import { generatePacket } from "../wire/packet-encoder";

/** The values of the CONNACK for an accepted MQTT 5 client. */
export interface Accepted {
  readonly sessionPresent: boolean;
  /** The requested and the granted session expiry, seconds. */
  readonly sessionExpiry: { readonly asked: number; readonly seconds: number };
  readonly keepAliveSeconds: number;
  /** Set if the client sent no client id. */
  readonly assignedClientId?: string;
}

/** The two CONNACKs of accepted MQTT 3.1.1 clients are encoded once, because every login sends one of them. */
const [RESUMED_311, STARTED_311] = [true, false].map((sessionPresent) =>
  generatePacket({ cmd: "connack", sessionPresent, returnCode: 0 }, 4),
) as [Buffer, Buffer];

/** Returns the CONNACK for an accepted MQTT 3.1.1 client (MQTT 3.1.1, 3.2). */
export function acceptance311(sessionPresent: boolean): Buffer {
  return sessionPresent ? RESUMED_311 : STARTED_311;
}

/**
 * Returns the CONNACK for an accepted MQTT 5 client (MQTT 5, 3.2), with the limits and features of AWS.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-properties
 */
export function acceptance5(accepted: Accepted, limits: AwsLimits): Buffer {
  const { asked, seconds } = accepted.sessionExpiry;
  const properties: IConnackPacket["properties"] = {
    ...(asked !== seconds && { sessionExpiryInterval: seconds }),
    receiveMaximum: limits.inboundUnacknowledged,
    maximumQoS: 1,
    retainAvailable: true,
    maximumPacketSize: limits.packetBytes,
    ...(accepted.assignedClientId !== undefined && { assignedClientIdentifier: accepted.assignedClientId }),
    topicAliasMaximum: limits.topicAliases,
    wildcardSubscriptionAvailable: true,
    subscriptionIdentifiersAvailable: false,
    sharedSubscriptionAvailable: true,
    serverKeepAlive: accepted.keepAliveSeconds,
  };
  return generatePacket({ cmd: "connack", sessionPresent: accepted.sessionPresent, reasonCode: 0, properties }, 5);
}

/** Returns the CONNACK for a refused MQTT 3.1.1 client. */
export function refusal311(returnCode: ReturnCode): Buffer {
  return generatePacket({ cmd: "connack", sessionPresent: false, returnCode }, 4);
}

/** Returns the CONNACK for a refused MQTT 5 client. */
export function refusal5(reasonCode: ReasonCode, reasonString: string): Buffer {
  return generatePacket({ cmd: "connack", sessionPresent: false, reasonCode, properties: { reasonString } }, 5);
}
