import { RULES } from "../../../../local/broker/wire/rules";
import { fields, packet, properties } from "../helpers/bytes";
import { closeBrokers, testBroker } from "../helpers/test-broker";
import { BROKEN, VERSIONS, type Version } from "./broken-packets";

afterEach(closeBrokers);

/** The packet identifier of all packets in this file. */
const ID = [0, 7];

const none = (version: Version) => properties(version);
const label = (version: Version) => (version === 4 ? "3.1.1" : "5");

/** Types of events that a broker reports when it acts on a packet. */
const ACTS = ["connected", "published", "subscribed", "unsubscribed", "delivered", "denied", "rejected", "unsupported"];

test("every rule is tested in every version that has it", () => {
  const missing = Object.entries(RULES).flatMap(([name, rule]) =>
    VERSIONS.filter((version) => rule[version] !== undefined)
      .filter((version) => !(name === "connectFirst" && version === 5))
      .filter((version) => !BROKEN.some((each) => each.name === name && each.version === version))
      .map((version) => `${name} in MQTT ${label(version)}`),
  );
  expect(missing).toEqual([]);
});

describe("a packet that breaks a rule is not acted on", () => {
  test.each(BROKEN.map((each) => [label(each.version), each.name, each.how, each] as const))(
    "MQTT %s, %s: %s",
    async (_, __, ___, { name, version, bytes, first: isFirst }) => {
      const authenticate = jest.fn();
      const { broker, open, connect: login, told, events } = testBroker(isFirst && { authenticate });
      const client = isFirst ? open() : await login("c", { protocolVersion: version });
      const already = events.length;
      if (isFirst) client.expect(version);

      client.sendBytes(Buffer.concat([bytes(version), packet(0x82, ID, properties(version), "a", 0)]));

      const answer = await client.untilClosed();
      const { code, broken, [version]: section } = RULES[name];
      if (version === 4) expect(answer).toEqual([]);
      else expect(answer).toMatchObject([{ cmd: isFirst ? "connack" : "disconnect", reasonCode: code }]);
      const end = isFirst ? told("refused")[0] : told("disconnected")[0];
      expect(end?.message).toContain(broken);
      // A message about a property names the property's section, not the one of the rule.
      if (!name.startsWith("property")) expect(end?.message).toContain(section);
      expect(events.slice(already).filter(({ type }) => ACTS.includes(type))).toEqual([]);
      expect(authenticate).not.toHaveBeenCalled();
      expect(broker.connectionCount).toBe(0);
    },
  );
});

/** Packets that a rule just allows. */
const ALLOWED: readonly (readonly [string, Version, Buffer])[] = VERSIONS.flatMap((v) => [
  ["a topic with U+FFFD", v, packet(0x30, "a\uFFFD", none(v))] as const,
  ["a topic with a byte order mark", v, packet(0x30, "\uFEFFa", none(v))] as const,
  ["a topic of one slash", v, packet(0x30, "/", none(v))] as const,
  ["a topic outside the first plane", v, packet(0x32, "\u{1F600}", ID, none(v))] as const,
  ["no payload", v, packet(0x31, "t", none(v))] as const,
  ["DUP with QoS 1", v, packet(0x3a, "t", ID, none(v), 1)] as const,
  ["a PUBACK for nothing", v, packet(0x40, ID)] as const,
  ["an UNSUBSCRIBE of nothing subscribed to", v, packet(0xa2, ID, none(v), "never/+/#")] as const,
  ["PINGREQ", v, packet(0xc0)] as const,
]);
const ALLOWED_5: readonly (readonly [string, Version, Buffer])[] = [
  ["a PUBACK with a reason code", 5, packet(0x40, ID, 0x10)],
  ["a PUBACK with properties", 5, packet(0x40, ID, 0x97, properties(5, 31, "full", 0x26, "n", "v", 0x26, "n", "v"))],
  ["all subscription options", 5, packet(0x82, ID, 0, "a", 0x2d)],
  [
    "all properties of a PUBLISH",
    5,
    packet(0x30, "t", properties(5, [1, 1], [2, 0, 0, 0, 9], [35, 0, 8], 3, "x", 8, "r")),
  ],
];
const LONG_LENGTH: readonly (readonly [string, Version, Buffer])[] = [
  ["a length with more bytes than it needs, which only MQTT 5 forbids", 4, Buffer.of(0xc0, 0x80, 0)],
];

describe("a packet that breaks no rule is accepted", () => {
  test.each(
    [...ALLOWED, ...ALLOWED_5, ...LONG_LENGTH].map(
      ([how, version, bytes]) => [how, label(version), version, bytes] as const,
    ),
  )("%s, MQTT %s", async (_, __, version, bytes) => {
    const { connect: login, told } = testBroker();
    const client = await login("c", { protocolVersion: version });
    client.sendBytes(Buffer.concat([bytes, packet(0xe0)]));
    await client.untilClosed();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_INITIATED_DISCONNECT" }]);
  });

  test.each<[string, Buffer]>([
    ["a DISCONNECT with a reason code", packet(0xe0, 0x04)],
    ["a DISCONNECT with properties", packet(0xe0, 0x00, properties(5, 31, "bye", 17, [0, 0, 0, 0]))],
  ])("%s, MQTT 5", async (_, bytes) => {
    const { connect5, told } = testBroker();
    const client = await connect5("c");
    client.sendBytes(bytes);
    await client.untilClosed();
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "CLIENT_INITIATED_DISCONNECT" }]);
  });

  test("a CONNECT with everything in it", async () => {
    const { open } = testBroker();
    const client = open();
    client.expect(5);
    const all = properties(
      5,
      [17, 0, 0, 0, 9],
      [33, 0, 1],
      [39, 0, 0, 2, 0],
      [34, 0, 1],
      [25, 1],
      [23, 0],
      0x26,
      "n",
      "v",
    );
    const last = fields(properties(5, [24, 0, 0, 0, 1], [1, 0], 3, "x", 8, "r", 9, "c", 0x26, "n", "v"), "w", "gone");
    client.sendBytes(packet(0x10, "MQTT", 5, 0xee, 0, 60, all, "c", last, "user", "password"));
    expect(await client.next("connack")).toMatchObject({ reasonCode: 0 });
  });
});
