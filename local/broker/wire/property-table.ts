import type { ByteCursor } from "./byte-cursor";
import { type RuleName, violation } from "./rules";

/** The packets with properties that clients send, and the Will in a CONNECT. */
export type PropertyPlace = "CONNECT" | "Will" | "PUBLISH" | "PUBACK" | "SUBSCRIBE" | "UNSUBSCRIBE" | "DISCONNECT";

export type UserProperty = readonly [name: string, value: string];

/** The decoded properties of a packet; missing properties are undefined. */
export interface Properties {
  readonly payloadFormatIndicator?: number;
  readonly messageExpiryInterval?: number;
  readonly contentType?: string;
  readonly responseTopic?: string;
  readonly correlationData?: Buffer;
  readonly subscriptionIdentifier?: number;
  readonly sessionExpiryInterval?: number;
  readonly authenticationMethod?: string;
  readonly authenticationData?: Buffer;
  readonly requestProblemInformation?: number;
  readonly willDelayInterval?: number;
  readonly requestResponseInformation?: number;
  readonly serverReference?: string;
  readonly reasonString?: string;
  readonly receiveMaximum?: number;
  readonly topicAliasMaximum?: number;
  readonly topicAlias?: number;
  readonly maximumPacketSize?: number;
  /** In their original order. */
  readonly userProperties: readonly UserProperty[];
}

type PropertyName = keyof Properties;

interface PropertyRule {
  /** The member of {@link Properties} for the value; undefined for properties that only servers send. */
  readonly key: PropertyName | undefined;
  readonly name: string;
  readonly read: (cursor: ByteCursor) => unknown;
  /**
   * Places where the property may appear, with the section of MQTT 5 that says so, and that it must not appear twice.
   */
  readonly places: Readonly<Partial<Record<PropertyPlace, string>>>;
  /** Whether a value is allowed. */
  readonly allowed?: (value: number) => boolean;
}

const byte = (cursor: ByteCursor) => cursor.byte();
const uint16 = (cursor: ByteCursor) => cursor.uint16();
const uint32 = (cursor: ByteCursor) => cursor.uint32();
const text = (cursor: ByteCursor) => cursor.text();
const binary = (cursor: ByteCursor) => cursor.binary();
const variableInteger = (cursor: ByteCursor) => cursor.variableInteger();
const pair = (cursor: ByteCursor): UserProperty => [cursor.text(), cursor.text()];

const zeroOrOne = (value: number) => value <= 1;
const notZero = (value: number) => value !== 0;

function property(
  key: PropertyName | undefined,
  name: string,
  read: PropertyRule["read"],
  places: PropertyRule["places"],
  allowed?: PropertyRule["allowed"],
): PropertyRule {
  return { key, name, read, places, ...(allowed && { allowed }) };
}

/** Identifier of User Property, the only property that may appear several times. */
export const USER_PROPERTY = 0x26;

/** All properties of MQTT 5 by their identifier (MQTT 5, table 2-4). Only servers send those without places. */
export const PROPERTIES: Readonly<Record<number, PropertyRule>> = {
  1: property(
    "payloadFormatIndicator",
    "Payload Format Indicator",
    byte,
    { PUBLISH: "3.3.2.3.2", Will: "3.1.3.2.3" },
    zeroOrOne,
  ),
  2: property("messageExpiryInterval", "Message Expiry Interval", uint32, { PUBLISH: "3.3.2.3.3", Will: "3.1.3.2.4" }),
  3: property("contentType", "Content Type", text, { PUBLISH: "3.3.2.3.9", Will: "3.1.3.2.5" }),
  8: property("responseTopic", "Response Topic", text, { PUBLISH: "3.3.2.3.5", Will: "3.1.3.2.6" }),
  9: property("correlationData", "Correlation Data", binary, { PUBLISH: "3.3.2.3.6", Will: "3.1.3.2.7" }),
  11: property(
    "subscriptionIdentifier",
    "Subscription Identifier",
    variableInteger,
    { PUBLISH: "3.3.2.3.8", SUBSCRIBE: "3.8.2.1.2" },
    notZero,
  ),
  17: property("sessionExpiryInterval", "Session Expiry Interval", uint32, {
    CONNECT: "3.1.2.11.2",
    DISCONNECT: "3.14.2.2.2",
  }),
  18: property(undefined, "Assigned Client Identifier", text, {}),
  19: property(undefined, "Server Keep Alive", uint16, {}),
  21: property("authenticationMethod", "Authentication Method", text, { CONNECT: "3.1.2.11.9" }),
  22: property("authenticationData", "Authentication Data", binary, { CONNECT: "3.1.2.11.10" }),
  23: property("requestProblemInformation", "Request Problem Information", byte, { CONNECT: "3.1.2.11.7" }, zeroOrOne),
  24: property("willDelayInterval", "Will Delay Interval", uint32, { Will: "3.1.3.2.2" }),
  25: property(
    "requestResponseInformation",
    "Request Response Information",
    byte,
    { CONNECT: "3.1.2.11.6" },
    zeroOrOne,
  ),
  26: property(undefined, "Response Information", text, {}),
  28: property("serverReference", "Server Reference", text, { DISCONNECT: "3.14.2.2.5" }),
  31: property("reasonString", "Reason String", text, { PUBACK: "3.4.2.2.2", DISCONNECT: "3.14.2.2.3" }),
  33: property("receiveMaximum", "Receive Maximum", uint16, { CONNECT: "3.1.2.11.3" }, notZero),
  34: property("topicAliasMaximum", "Topic Alias Maximum", uint16, { CONNECT: "3.1.2.11.5" }),
  35: property("topicAlias", "Topic Alias", uint16, { PUBLISH: "3.3.2.3.4" }),
  36: property(undefined, "Maximum QoS", byte, {}),
  37: property(undefined, "Retain Available", byte, {}),
  [USER_PROPERTY]: property("userProperties", "User Property", pair, {
    CONNECT: "3.1.2.11.8",
    Will: "3.1.3.2.8",
    PUBLISH: "3.3.2.3.7",
    PUBACK: "3.4.2.2.3",
    SUBSCRIBE: "3.8.2.1.3",
    UNSUBSCRIBE: "3.10.2.1.2",
    DISCONNECT: "3.14.2.2.4",
  }),
  39: property("maximumPacketSize", "Maximum Packet Size", uint32, { CONNECT: "3.1.2.11.4" }, notZero),
  40: property(undefined, "Wildcard Subscription Available", byte, {}),
  41: property(undefined, "Subscription Identifier Available", byte, {}),
  42: property(undefined, "Shared Subscription Available", byte, {}),
};

export const NO_PROPERTIES: Properties = Object.freeze({
  userProperties: Object.freeze([]) as readonly UserProperty[],
});

/** Returns the error for a property that breaks a rule. */
export function propertyViolation(rule: RuleName, id: number, place: PropertyPlace): Error {
  const known = PROPERTIES[id];
  const section = known?.places[place];
  const what = known ? `${known.name} in ${place}` : `${id} in ${place}`;
  return violation(rule, 5, { what, ...(section !== undefined && { section }) });
}

/**
 * Reads the length and the properties of a packet (MQTT 5, 2.2.2). MQTT 3.1.1 has no properties.
 * @throws ProtocolViolation
 */
export function readProperties(cursor: ByteCursor, place: PropertyPlace): Properties {
  if (cursor.version === 4) return NO_PROPERTIES;
  const length = cursor.variableInteger();
  if (length === 0) return NO_PROPERTIES;
  const inner = cursor.within(length);
  const result: Partial<Record<PropertyName, unknown>> = {};
  const userProperties: UserProperty[] = [];
  while (!inner.done) {
    const id = inner.byte();
    const rule = PROPERTIES[id];
    if (!rule) throw propertyViolation("propertyUnknown", id, place);
    if (rule.places[place] === undefined || !rule.key) throw propertyViolation("propertyMisplaced", id, place);
    if (id === USER_PROPERTY) {
      userProperties.push(pair(inner));
      continue;
    }
    if (result[rule.key] !== undefined) throw propertyViolation("propertyTwice", id, place);
    const value = rule.read(inner);
    if (rule.allowed && !rule.allowed(value as number)) throw propertyViolation("propertyValue", id, place);
    result[rule.key] = value;
  }
  return { ...result, userProperties } as Properties;
}

/** Returns the size of user properties that AWS limits: the bytes of all names and values. */
export function userPropertiesBytes({ userProperties }: Properties): number {
  let bytes = 0;
  for (const [name, value] of userProperties) bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
  return bytes;
}
