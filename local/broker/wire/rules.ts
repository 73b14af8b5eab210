import { ReasonCode } from "../reason-codes";

/** A rule of MQTT that a packet can break. */
interface Rule {
  /** The reason code for MQTT 5 clients. The connection of an MQTT 3.1.1 client is closed without one. */
  readonly code: ReasonCode;
  /** How the packet broke the rule, for messages. */
  readonly broken: string;
  /**
   * The source in MQTT 3.1.1 and in MQTT 5: a normative statement (`MQTT-…`) or a section; undefined if the version has
   * no such rule.
   */
  readonly 4: string | undefined;
  readonly 5: string | undefined;
}

const { MALFORMED_PACKET: MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID, TOPIC_ALIAS_INVALID } = ReasonCode;
const { CLIENT_IDENTIFIER_NOT_VALID } = ReasonCode;

function rule(code: ReasonCode, broken: string, in311: string | undefined, in5: string | undefined): Rule {
  return { code, broken, 4: in311, 5: in5 };
}

/**
 * The rules of MQTT that every packet of a client is checked against before it is handled. Rules of single properties
 * are in {@link PROPERTIES}; the packet handlers check the rules of AWS that are stricter than MQTT.
 *
 * Assumption: the codes are those of the standard (MQTT 5, 4.13), also in a CONNACK, for which AWS lists neither 0x81
 * nor 0x82; but where AWS lists a code that names the field, it is used: 0x85 for a client id and 0x90 for a topic.
 * @see https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html
 * @see https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/mqtt.html#mqtt5-reason-codes
 */
export const RULES = {
  // Every packet
  lengthBytes: rule(MALFORMED, "the remaining length has more than four bytes", "2.2.3", "1.5.5"),
  lengthNotMinimal: rule(MALFORMED, "a length is written with more bytes than it needs", undefined, "MQTT-1.5.5-1"),
  packetType: rule(MALFORMED, "a packet type that does not exist", "2.2.1", "2.1.2"),
  flags: rule(MALFORMED, "a reserved flag of the fixed header has the wrong value", "MQTT-2.2.2-2", "MQTT-2.1.3-1"),
  direction: rule(PROTOCOL_ERROR, "a packet that only servers send", "2.2.1", "2.1.2"),
  cutOff: rule(MALFORMED, "the packet ends within a field", "MQTT-4.8.0-1", "MQTT-4.13.1-1"),
  trailing: rule(MALFORMED, "bytes follow the last field of the packet", "MQTT-4.8.0-1", "MQTT-4.13.1-1"),
  illFormed: rule(MALFORMED, "a text is not well-formed UTF-8", "MQTT-1.5.3-1", "MQTT-1.5.4-1"),
  nul: rule(MALFORMED, "a text holds U+0000", "MQTT-1.5.3-2", "MQTT-1.5.4-2"),
  packetIdZero: rule(PROTOCOL_ERROR, "packet identifier 0", "MQTT-2.3.1-1", "MQTT-2.2.1-3"),
  // Properties
  propertiesLength: rule(MALFORMED, "the properties are longer than the packet", undefined, "2.2.2.1"),
  propertyUnknown: rule(MALFORMED, "a property that does not exist", undefined, "2.2.2.2"),
  propertyMisplaced: rule(MALFORMED, "a property of another packet", undefined, "2.2.2.2"),
  propertyTwice: rule(PROTOCOL_ERROR, "a property that may appear once appears twice", undefined, "2.2.2.2"),
  propertyValue: rule(PROTOCOL_ERROR, "a property has a value that is not allowed", undefined, "2.2.2.2"),
  // CONNECT
  connectFirst: rule(PROTOCOL_ERROR, "the first packet is not a CONNECT", "MQTT-3.1.0-1", "MQTT-3.1.0-1"),
  connectTwice: rule(PROTOCOL_ERROR, "a second CONNECT", "MQTT-3.1.0-2", "MQTT-3.1.0-2"),
  connectFlag: rule(MALFORMED, "the reserved connect flag is set", "MQTT-3.1.2-3", "MQTT-3.1.2-3"),
  willQos3: rule(MALFORMED, "the Will has QoS 3", "MQTT-3.1.2-14", "MQTT-3.1.2-12"),
  willQosAlone: rule(MALFORMED, "a QoS for a Will, but no Will", "MQTT-3.1.2-13", "MQTT-3.1.2-11"),
  willRetainAlone: rule(MALFORMED, "RETAIN for a Will, but no Will", "MQTT-3.1.2-15", "MQTT-3.1.2-13"),
  passwordAlone: rule(MALFORMED, "a password without a user name", "MQTT-3.1.2-22", undefined),
  clientIdText: rule(
    CLIENT_IDENTIFIER_NOT_VALID,
    "the client id is not well-formed UTF-8, or holds U+0000",
    "MQTT-3.1.3-4",
    "MQTT-3.1.3-4",
  ),
  authenticationData: rule(
    PROTOCOL_ERROR,
    "Authentication Data without Authentication Method",
    undefined,
    "3.1.2.11.10",
  ),
  // PUBLISH and Wills
  qos3: rule(MALFORMED, "QoS 3 does not exist", "MQTT-3.3.1-4", "MQTT-3.3.1-4"),
  dupQos0: rule(MALFORMED, "DUP with QoS 0", "MQTT-3.3.1-2", "MQTT-3.3.1-2"),
  topicEmpty: rule(TOPIC_NAME_INVALID, "the topic is empty", "MQTT-4.7.3-1", "MQTT-4.7.3-1"),
  topicWildcard: rule(
    TOPIC_NAME_INVALID,
    "a topic to publish to must not hold wildcards",
    "MQTT-3.3.2-2",
    "MQTT-3.3.2-2",
  ),
  responseTopic: rule(PROTOCOL_ERROR, "the response topic is not a topic name", undefined, "MQTT-3.3.2-14"),
  aliasZero: rule(TOPIC_ALIAS_INVALID, "topic alias 0", undefined, "MQTT-3.3.2-8"),
  aliasTooLarge: rule(TOPIC_ALIAS_INVALID, "a topic alias above the maximum", undefined, "MQTT-3.3.2-9"),
  aliasUnknown: rule(PROTOCOL_ERROR, "a topic alias that the client has not set", undefined, "3.3.4"),
  subscriptionIdentifier: rule(PROTOCOL_ERROR, "a subscription identifier in a PUBLISH", undefined, "MQTT-3.3.4-6"),
  // PUBACK and DISCONNECT
  pubackIdZero: rule(PROTOCOL_ERROR, "a PUBACK with packet identifier 0", "MQTT-2.3.1-6", "MQTT-2.2.1-5"),
  pubackCode: rule(PROTOCOL_ERROR, "a reason code that PUBACK does not have", undefined, "MQTT-3.4.2-1"),
  disconnectCode: rule(
    PROTOCOL_ERROR,
    "a reason code that a client's DISCONNECT does not have",
    undefined,
    "MQTT-3.14.2-1",
  ),
  serverReference: rule(PROTOCOL_ERROR, "a Server Reference from a client", undefined, "3.14.2.2.5"),
  // SUBSCRIBE and UNSUBSCRIBE
  noFilterToSubscribe: rule(PROTOCOL_ERROR, "SUBSCRIBE without filter", "MQTT-3.8.3-3", "MQTT-3.8.3-2"),
  noFilterToUnsubscribe: rule(PROTOCOL_ERROR, "UNSUBSCRIBE without filter", "MQTT-3.10.3-2", "MQTT-3.10.3-2"),
  filterEmpty: rule(MALFORMED, "a filter is empty", "MQTT-4.7.3-1", "MQTT-4.7.3-1"),
  filterHash: rule(MALFORMED, "# must be a whole level, the last one", "MQTT-4.7.1-2", "MQTT-4.7.1-1"),
  filterPlus: rule(MALFORMED, "+ must be a whole level", "MQTT-4.7.1-3", "MQTT-4.7.1-2"),
  shareName: rule(
    MALFORMED,
    "a shared subscription is $share/<name>/<filter>, the name not empty and without wildcards",
    "MQTT 5, 4.8.2, which AWS applies to MQTT 3.1.1, too",
    "MQTT-4.8.2-1",
  ),
  subscriptionQos3: rule(PROTOCOL_ERROR, "QoS 3 in a subscription", "MQTT-3-8.3-4", "3.8.3.1"),
  subscriptionReserved: rule(
    MALFORMED,
    "reserved bits of a subscription's options are set",
    "MQTT-3-8.3-4",
    "MQTT-3.8.3-5",
  ),
  retainHandling3: rule(PROTOCOL_ERROR, "Retain Handling 3", undefined, "3.8.3.1"),
  noLocalShared: rule(PROTOCOL_ERROR, "No Local on a shared subscription", undefined, "MQTT-3.8.3-4"),
} as const satisfies Readonly<Record<string, Rule>>;
export type RuleName = keyof typeof RULES;

/**
 * Returns the error for a packet that broke a rule.
 * @param detail `what`: the part of the packet that broke it; `section`: the source, if it is not that of the rule
 * @example
 * throw violation("willQos3", 5); // the Will has QoS 3 [MQTT-3.1.2-12], 0x81
 */
export function violation(
  name: RuleName,
  version: 4 | 5,
  detail: { readonly what?: string; readonly section?: string } = {},
): ProtocolViolation {
  const { code, broken, [version]: ruleSection } = RULES[name];
  const section = detail.section ?? ruleSection ?? "";
  const source = section.startsWith("MQTT") ? section : `MQTT ${version === 5 ? "5" : "3.1.1"}, ${section}`;
  const what = detail.what === undefined ? broken : `${broken}: ${detail.what}`;
  return new ProtocolViolation(code, `${what} [${source}]`);
}

/**
 * A packet for which the connection must be closed. It is thrown by decoders and handlers, and answered in one place:
 * MQTT 5 clients receive a DISCONNECT with the code before the connection is closed, MQTT 3.1.1 clients do not (MQTT 5,
 * 4.13; MQTT 3.1.1, 4.8).
 * @example
 * throw new ProtocolViolation(ReasonCode.PROTOCOL_ERROR, "second CONNECT on one connection");
 */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";

  constructor(
    readonly code: ReasonCode,
    message: string,
  ) {
    super(message);
  }
}
