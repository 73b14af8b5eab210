import { ProtocolViolation } from "../protocol-violation";
import { ReasonCode } from "../reason-codes";

/** Properties a client may put into each packet (MQTT 5, 2.2.2.2), under mqtt-packet's names. PUBLISH has a decoder of its own. */
const ALLOWED = {
  CONNECT: [
    "sessionExpiryInterval",
    "receiveMaximum",
    "maximumPacketSize",
    "topicAliasMaximum",
    "requestResponseInformation",
    "requestProblemInformation",
    "userProperties",
    "authenticationMethod",
    "authenticationData",
  ],
  "the Will": [
    "willDelayInterval",
    "payloadFormatIndicator",
    "messageExpiryInterval",
    "contentType",
    "responseTopic",
    "correlationData",
    "userProperties",
  ],
  SUBSCRIBE: ["subscriptionIdentifier", "userProperties"],
  UNSUBSCRIBE: ["userProperties"],
  PUBACK: ["reasonString", "userProperties"],
  DISCONNECT: ["sessionExpiryInterval", "reasonString", "userProperties"],
} as const;

/**
 * What mqtt-packet leaves unchecked: it takes any property in any packet, turns one that appears twice into an array, and one that is
 * cut off into -1, null, undefined or false.
 * @throws ProtocolViolation 0x82 or 0x81
 */
export function checkProperties(packet: keyof typeof ALLOWED, properties: object | undefined): void {
  if (!properties) return;
  const allowed: readonly string[] = ALLOWED[packet];
  for (const [name, value] of Object.entries(properties)) {
    if (!allowed.includes(name)) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, `property ${name} does not belong into ${packet}`);
    }
    if (Array.isArray(value)) {
      throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, `property ${name} appears twice in ${packet}`);
    }
    const values = name === "userProperties" ? Object.values(value).flat() : [value];
    if (values.some((each) => each === null || each === undefined || each === -1)) {
      throw new ProtocolViolation(ReasonCode.MALFORMED_PACKET, `property ${name} of ${packet} is cut off`);
    }
  }
}

/** The size of user properties as AWS limits it: bytes of all names and values. */
export function userPropertiesBytes(properties: Readonly<Record<string, string | string[]>> | undefined): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(properties ?? {})) {
    for (const each of [value].flat()) bytes += Buffer.byteLength(name) + Buffer.byteLength(each);
  }
  return bytes;
}
