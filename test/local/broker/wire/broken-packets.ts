import { RULES, type RuleName } from "../../../../local/broker/wire/rules";
import { binary, connect, type Field, fields, packet, properties } from "../helpers/bytes";

export type Version = 4 | 5;

/** A packet that breaks a rule, and how it breaks it. */
export interface Case {
  readonly how: string;
  readonly bytes: (version: Version) => Buffer;
  readonly first?: true;
  /** The only version in which the packet breaks the rule. @default - each version that has the rule */
  readonly only?: Version;
}

const NOT_UTF8 = binary(Buffer.of(0x61, 0xff));
const SURROGATE = binary(Buffer.of(0xed, 0xa0, 0x80));
const OVERLONG = binary(Buffer.of(0xc0, 0x80));
const NUL = "a\0b";
/** The packet identifier of most packets in this file. */
const ID = [0, 7];

const none = (version: Version) => properties(version);
const publish =
  (first: number, topic: Field, ...rest: Field[]) =>
  (version: Version) =>
    packet(first, topic, ...((first & 6) !== 0 ? [ID] : []), none(version), ...rest);
const publishWith =
  (...all: Field[]) =>
  (version: Version) =>
    packet(0x30, "t", properties(version, ...all), "payload");
const subscribe =
  (...rest: Field[]) =>
  (version: Version) =>
    packet(0x82, ID, none(version), ...rest);
const unsubscribe =
  (...rest: Field[]) =>
  (version: Version) =>
    packet(0xa2, ID, none(version), ...rest);
const login =
  (flags: number, ...payload: Field[]) =>
  (version: Version) =>
    connect(version, flags, ...payload);
const will = (version: Version, topic: Field = "will/topic", ...all: Field[]) =>
  fields(properties(version, ...all), topic, "gone");
const loginWith =
  (...all: Field[]) =>
  (version: Version) =>
    packet(0x10, "MQTT", version, 2, 0, 60, properties(version, ...all), "c");
const raw =
  (...all: Field[]) =>
  () =>
    fields(...all);

const one = (how: string, bytes: Case["bytes"], only?: Version): Case => ({ how, bytes, ...(only && { only }) });
const first = (how: string, bytes: Case["bytes"], only?: Version): Case => ({ ...one(how, bytes, only), first: true });

/** Returns packets in which one text is replaced by a wrong one, for every text of every packet. */
const texts = (text: Field): Case[] => [
  one("a topic", publish(0x30, text)),
  one("a topic with QoS 1", publish(0x32, text)),
  one("a topic with QoS 2", publish(0x34, text)),
  one("a filter to subscribe to", subscribe(text, 0)),
  one("a second filter", subscribe("a", 0, text, 0)),
  one("a filter to unsubscribe from", unsubscribe("a", text)),
  first("a user name", (version) => connect(version, 0xc2, text, "pw")),
  first("a Will's topic", (version) => connect(version, 0x06, will(version, text))),
  one("a content type", publishWith(3, text), 5),
  one("a response topic", publishWith(8, text), 5),
  one("a user property's name", publishWith(0x26, text, "value"), 5),
  one("a user property's value", publishWith(0x26, "name", text), 5),
  one("a reason string of PUBACK", (version) => packet(0x40, ID, 0, properties(version, 31, text)), 5),
  one("a reason string of DISCONNECT", (version) => packet(0xe0, 0, properties(version, 31, text)), 5),
  one("a user property of SUBSCRIBE", (v) => packet(0x82, ID, properties(v, 0x26, "n", text), "a", 0), 5),
  one("a user property of UNSUBSCRIBE", (v) => packet(0xa2, ID, properties(v, 0x26, "n", text), "a"), 5),
  first("a user property of CONNECT", loginWith(0x26, text, "value"), 5),
  first("an authentication method", loginWith(21, text), 5),
  first("a content type of a Will", (v) => connect(v, 6, will(v, "t", 3, text)), 5),
];

/** Packets that break a rule, by rule. */
const CASES: Readonly<Record<RuleName, readonly Case[]>> = {
  lengthBytes: [
    one("a PUBLISH", raw(0x30, [0x80, 0x80, 0x80, 0x80, 1])),
    one("properties", raw([0x30, 8, 0, 1, 0x74, 0xff, 0xff, 0xff, 0xff, 1]), 5),
    one("properties of SUBSCRIBE", raw([0x82, 9, 0, 7, 0xff, 0xff, 0xff, 0xff, 1, 0, 0]), 5),
  ],
  lengthNotMinimal: [
    one("PINGREQ", raw(0xc0, [0x80, 0])),
    one("PUBLISH", raw(0x30, [0x85, 0x80, 0], "t", [0, 0x78])),
    one("properties of PUBLISH", raw([0x30, 6, 0, 1, 0x74, 0x80, 0, 0x78])),
    one("properties of SUBSCRIBE", () => packet(0x82, ID, [0x80, 0], "a", 0)),
    first("CONNECT", raw(0x10, [0x8e, 0], "MQTT", 5, 2, 0, 60, 0, "c")),
    first("properties of CONNECT", () => packet(0x10, "MQTT", 5, 2, 0, 60, [0x80, 0], "c")),
    one("a subscription identifier", (v) => packet(0x82, ID, properties(v, 11, [0x81, 0]), "a", 0)),
  ],
  packetType: [one("0", raw([0, 0])), one("15", raw([0xf0, 0]), 4)],
  flags: [
    one("SUBSCRIBE", (v) => packet(0x80, ID, none(v), "a", 0)),
    one("SUBSCRIBE, all of them", (v) => packet(0x8f, ID, none(v), "a", 0)),
    one("UNSUBSCRIBE", (v) => packet(0xa0, ID, none(v), "a")),
    one("PUBACK", () => packet(0x41, ID)),
    one("PUBREL", () => packet(0x60, ID)),
    one("PINGREQ", raw([0xc1, 0])),
    one("DISCONNECT", raw([0xe2, 0])),
    first("CONNECT", () => packet(0x11, "MQTT", 4, 2, 0, 60, "c"), 4),
  ],
  direction: [
    one("CONNACK", raw([0x20, 2, 0, 0])),
    one("SUBACK", raw([0x90, 3, 0, 7, 0])),
    one("UNSUBACK", raw([0xb0, 2, 0, 7])),
    one("PINGRESP", raw([0xd0, 0])),
  ],
  cutOff: [
    one("PUBLISH without a topic", raw([0x30, 0])),
    one("PUBLISH within its topic", raw([0x30, 3, 0, 9, 0x74])),
    one("PUBLISH without packet identifier", raw([0x32, 4, 0, 1, 0x74, 0])),
    one("PUBLISH without properties", raw([0x30, 3, 0, 1, 0x74]), 5),
    one("PUBLISH within the length of its properties", raw([0x30, 4, 0, 1, 0x74, 0x81]), 5),
    one("PUBLISH within a property", publishWith(2, [0, 0]), 5),
    one("PUBLISH within a text", publishWith(3, [0, 9, 0x74]), 5),
    one("PUBLISH after a property's identifier", publishWith(1), 5),
    one("PUBACK of no byte", raw([0x40, 0])),
    one("PUBACK of one byte", raw([0x40, 1, 7])),
    one("PUBACK within a property", (v) => packet(0x40, ID, 0, properties(v, 31, [0, 9])), 5),
    one("SUBSCRIBE of no byte", raw([0x82, 0])),
    one("SUBSCRIBE of one byte", raw([0x82, 1, 7])),
    one("SUBSCRIBE without properties", raw([0x82, 2, 0, 7]), 5),
    one("SUBSCRIBE without options", subscribe("a")),
    one("SUBSCRIBE within a filter", subscribe([0, 9, 0x61])),
    one("SUBSCRIBE without options of its second filter", subscribe("a", 0, "b")),
    one("UNSUBSCRIBE of no byte", raw([0xa2, 0])),
    one("UNSUBSCRIBE within a filter", unsubscribe([0, 9, 0x61])),
    one("DISCONNECT within a property", (v) => packet(0xe0, 0, properties(v, 17, 0)), 5),
    first("CONNECT of no byte", raw([0x10, 0]), 4),
    first("CONNECT without level", () => packet(0x10, "MQTT"), 4),
    first("CONNECT without flags", (v) => packet(0x10, "MQTT", v)),
    first("CONNECT without keep-alive", (v) => packet(0x10, "MQTT", v, 2, 0)),
    first("CONNECT without client id", (v) => packet(0x10, "MQTT", v, 2, 0, 60, none(v))),
    first("CONNECT without the user name it announces", login(0x82)),
    first("CONNECT without the password it announces", login(0xc2, "user")),
    first("CONNECT without the Will it announces", login(0x06)),
    first("CONNECT without the Will's payload", (v) => connect(v, 6, none(v), "t")),
  ],
  trailing: [
    one("PINGREQ with a body", raw([0xc0, 1, 0])),
    one("PUBACK of three bytes", () => packet(0x40, ID, 0), 4),
    one("PUBACK beyond its properties", (v) => packet(0x40, ID, 0, none(v), 0), 5),
    one("DISCONNECT with a body", raw([0xe0, 1, 0]), 4),
    one("DISCONNECT beyond its properties", (v) => packet(0xe0, 0, none(v), 0), 5),
    first("CONNECT with one byte more", login(0x02, 0)),
    first("CONNECT with a user name but not its flag", login(0x02, "user")),
    first("CONNECT with a password but not its flag", login(0x82, "user", "pw")),
    first("CONNECT with a Will but not its flag", (v) => connect(v, 2, will(v))),
  ],
  illFormed: [...texts(NOT_UTF8), ...texts(SURROGATE), ...texts(OVERLONG)],
  nul: texts(NUL),
  packetIdZero: [
    one("PUBLISH with QoS 1", (v) => packet(0x32, "t", [0, 0], none(v))),
    one("PUBLISH with QoS 2", (v) => packet(0x34, "t", [0, 0], none(v))),
    one("SUBSCRIBE", (v) => packet(0x82, [0, 0], none(v), "a", 0)),
    one("UNSUBSCRIBE", (v) => packet(0xa2, [0, 0], none(v), "a")),
  ],
  propertiesLength: [
    one("PUBLISH", raw([0x30, 4, 0, 1, 0x74, 5])),
    one("SUBSCRIBE", () => packet(0x82, ID, 9, "a", 0)),
    one("DISCONNECT", () => packet(0xe0, 0, 5, 17)),
    first("CONNECT", () => packet(0x10, "MQTT", 5, 2, 0, 60, 99, "c")),
    first("Will", () => connect(5, 6, 99, "t", "gone")),
  ],
  propertyUnknown: [
    one("PUBLISH", publishWith(0x7e, 0)),
    one("PUBLISH, 0", publishWith(0, 0)),
    one("SUBSCRIBE", (v) => packet(0x82, ID, properties(v, 0x2b, 0), "a", 0)),
    first("CONNECT", loginWith(0x04, 0)),
  ],
  propertyMisplaced: [
    one("PUBLISH with a Receive Maximum", publishWith(33, [0, 9])),
    one("PUBACK with a Session Expiry Interval", (v) => packet(0x40, ID, 0, properties(v, 17, [0, 0, 0, 1]))),
    one("UNSUBSCRIBE with a subscription identifier", (v) => packet(0xa2, ID, properties(v, 11, 1), "a")),
    one("DISCONNECT with a topic alias", (v) => packet(0xe0, 0, properties(v, 35, [0, 1]))),
    first("CONNECT with an Assigned Client Identifier", loginWith(18, "x")),
    first("CONNECT with a Will Delay Interval", loginWith(24, [0, 0, 0, 1])),
    first("Will with a Receive Maximum", (v) => connect(v, 6, will(v, "t", 33, [0, 9]))),
  ],
  propertyTwice: [
    one("PUBLISH", publishWith([1, 0], [1, 0])),
    one("SUBSCRIBE", (v) => packet(0x82, ID, properties(v, [11, 1], [11, 2]), "a", 0)),
    one("PUBACK", (v) => packet(0x40, ID, 0, properties(v, 31, "x", 31, "y"))),
    one("DISCONNECT", (v) => packet(0xe0, 0, properties(v, 31, "x", 31, "x"))),
    first("CONNECT", loginWith([33, 0, 9], [33, 0, 9])),
    first("Will", (v) => connect(v, 6, will(v, "t", [1, 0], [1, 1]))),
  ],
  propertyValue: [
    one("Payload Format Indicator 2", publishWith([1, 2])),
    one("a subscription identifier of 0", (v) => packet(0x82, ID, properties(v, [11, 0]), "a", 0)),
    first("Receive Maximum 0", loginWith([33, 0, 0])),
    first("Maximum Packet Size 0", loginWith([39, 0, 0, 0, 0])),
    first("Request Problem Information 2", loginWith([23, 2])),
    first("Request Response Information 2", loginWith([25, 2])),
    first("a Will's Payload Format Indicator 2", (v) => connect(v, 6, will(v, "t", [1, 2]))),
  ],
  connectFirst: [
    first("PUBLISH", publish(0x30, "t"), 4),
    first("PINGREQ", raw([0xc0, 0]), 4),
    first("SUBSCRIBE", subscribe("a", 0), 4),
  ],
  connectTwice: [one("the same", login(0x02)), one("one that is malformed", raw([0x10, 0]))],
  connectFlag: [first("with a clean start", login(0x03)), first("alone", login(0x01))],
  willQos3: [first("with a Will", (v) => connect(v, 0x1e, will(v))), first("without one", login(0x1a))],
  willQosAlone: [first("QoS 1", login(0x0a)), first("QoS 2", login(0x12))],
  willRetainAlone: [first("RETAIN", login(0x22))],
  passwordAlone: [first("without a user name", login(0x42, "pw")), first("with a Will", login(0x46, "t", "x", "pw"))],
  clientIdText: [
    first("not UTF-8", (v) => packet(0x10, "MQTT", v, 2, 0, 60, none(v), NOT_UTF8)),
    first("a surrogate", (v) => packet(0x10, "MQTT", v, 2, 0, 60, none(v), SURROGATE)),
    first("U+0000", (v) => packet(0x10, "MQTT", v, 2, 0, 60, none(v), NUL)),
  ],
  authenticationData: [first("alone", loginWith(22, "data"))],
  qos3: [
    one("QoS 3", (v) => packet(0x36, "t", ID, none(v))),
    one("QoS 3 with DUP and RETAIN", (v) => packet(0x3f, "t", ID, none(v))),
  ],
  dupQos0: [one("DUP", publish(0x38, "t")), one("DUP and RETAIN", publish(0x39, "t"))],
  topicEmpty: [one("QoS 0", publish(0x30, "")), one("QoS 1", publish(0x32, "")), one("QoS 2", publish(0x34, ""))],
  topicWildcard: [
    one("+", publish(0x30, "a/+")),
    one("#", publish(0x32, "#")),
    one("within a level, with QoS 2", publish(0x34, "a+")),
  ],
  responseTopic: [
    one("+", publishWith(8, "a/+")),
    one("empty", publishWith(8, "")),
    first("of a Will", (v) => connect(v, 6, will(v, "t", 8, "#"))),
  ],
  aliasZero: [one("0", publishWith(35, [0, 0]))],
  aliasTooLarge: [one("9", publishWith(35, [0, 9])), one("65,535", publishWith(35, [0xff, 0xff]))],
  aliasUnknown: [one("1", (v) => packet(0x30, "", properties(v, 35, [0, 1])))],
  subscriptionIdentifier: [one("1", publishWith(11, 1)), one("0", publishWith(11, 0))],
  pubackIdZero: [one("short", () => packet(0x40, [0, 0])), one("long", (v) => packet(0x40, [0, 0], 0, none(v)), 5)],
  pubackCode: [
    one("1, which SUBACK has", () => packet(0x40, ID, 1)),
    one("0x92, which PUBREL has", (v) => packet(0x40, ID, 0x92, none(v))),
  ],
  disconnectCode: [
    one("1", () => packet(0xe0, 1)),
    one("0x8E, which servers send", (v) => packet(0xe0, 0x8e, none(v))),
    one("0xFF", () => packet(0xe0, 0xff)),
  ],
  serverReference: [one("with code 0", (v) => packet(0xe0, 0, properties(v, 28, "elsewhere")))],
  noFilterToSubscribe: [one("none", subscribe())],
  noFilterToUnsubscribe: [one("none", unsubscribe())],
  filterEmpty: [
    one("SUBSCRIBE", subscribe("", 0)),
    one("SUBSCRIBE, the second", subscribe("a", 0, "", 0)),
    one("UNSUBSCRIBE", unsubscribe("")),
    one("UNSUBSCRIBE, the second", unsubscribe("a", "")),
  ],
  filterHash: [
    one("SUBSCRIBE", subscribe("a/#/b", 0)),
    one("SUBSCRIBE, the second", subscribe("a", 1, "a#", 1)),
    one("UNSUBSCRIBE", unsubscribe("#/a")),
    one("with QoS 2", subscribe("a#", 2)),
  ],
  filterPlus: [one("SUBSCRIBE", subscribe("a+", 0)), one("UNSUBSCRIBE", unsubscribe("a/+b"))],
  shareName: [
    one("SUBSCRIBE without filter", subscribe("$share/x", 0)),
    one("SUBSCRIBE without name", subscribe("$share//a", 0)),
    one("UNSUBSCRIBE with a wildcard in the name", unsubscribe("$share/+/a")),
  ],
  subscriptionQos3: [one("QoS 3", subscribe("a", 3)), one("QoS 3, the second", subscribe("a", 0, "b", 3))],
  subscriptionReserved: [
    one("the highest bit", subscribe("a", 0x80)),
    one("the next", subscribe("a", 0x41)),
    one("No Local", subscribe("a", 0x04), 4),
    one("Retain As Published", subscribe("a", 0x08), 4),
    one("Retain Handling", subscribe("a", 0, "b", 0x10), 4),
  ],
  retainHandling3: [one("3", subscribe("a", 0x30))],
  noLocalShared: [one("No Local", subscribe("$share/x/a", 0x04))],
};

export const VERSIONS: readonly Version[] = [4, 5];

/** Every packet that breaks a rule, in each version that has the rule. */
export const BROKEN = Object.entries(CASES).flatMap(([name, cases]) =>
  cases.flatMap((each) =>
    VERSIONS.filter((version) => RULES[name as RuleName][version] && (each.only ?? version) === version).map(
      (version) => ({ ...each, name: name as RuleName, version }),
    ),
  ),
);
