import fc from "fast-check";
import { type Field, fields, packet, properties } from "./helpers/bytes";
import { judge } from "./helpers/reference-checker";
import { closeBrokers, testBroker } from "./helpers/test-broker";

afterEach(closeBrokers);

type Version = 4 | 5;
const ID: Field = [0, 7];
const USER = fields(0x26, "name", "value");

/** Valid packets of all kinds that AWS IoT Core accepts, with every optional field. */
const VALID: Readonly<Record<Version, readonly Buffer[]>> = {
  4: [
    packet(0x30, "a/b", "payload"),
    packet(0x32, "a/b", ID, "payload"),
    packet(0x82, ID, "a/+", 1, "$share/x/a/#", 0),
    packet(0xa2, ID, "a/+", "b"),
    packet(0x40, ID),
    packet(0xc0),
    packet(0xe0),
  ],
  5: [
    packet(0x30, "a/b", properties(5, [1, 1], [2, 0, 0, 0, 9], [35, 0, 8], 3, "x", 8, "r/s", 9, "cd", USER), "payload"),
    packet(0x3a, "a/b", ID, properties(5), "payload"),
    packet(0x82, ID, properties(5, USER), "a/+", 0x2d, "$share/x/a/#", 0x11),
    packet(0xa2, ID, properties(5, USER), "a/+", "b"),
    packet(0x40, ID, 0x10, properties(5, 31, "why", USER)),
    packet(0xc0),
    packet(0xe0, 0x04, properties(5, [17, 0, 0, 0, 0], 31, "why", USER)),
  ],
};

const CONNECTS: readonly Buffer[] = [
  packet(0x10, "MQTT", 4, 0xce | 0x20, 0, 60, "client", "will/topic", "gone", "user", "password"),
  packet(0x10, "MQTT", 4, 0x02, 0, 60, "client"),
  packet(
    0x10,
    ...(["MQTT", 5, 0xce | 0x20, 0, 60] as const),
    properties(5, [17, 0, 0, 0, 9], [33, 0, 5], [39, 0, 0, 9, 0], [34, 0, 3], [25, 1], [23, 0], USER),
    "client",
    properties(5, [24, 0, 0, 0, 1], [1, 1], [2, 0, 0, 0, 9], 3, "x", 8, "r", 9, "cd", USER),
    ...["will/topic", "gone", "user", "password"],
  ),
  packet(0x10, "MQTT", 5, 0x02, 0, 60, properties(5), "client"),
];

/** A change to the bytes of a packet: a byte is replaced, inserted, removed or doubled, or the end is cut off. */
type Change = (bytes: Buffer) => Buffer;
const TELLING = [0, 1, 2, 3, 4, 8, 0x10, 0x23, 0x26, 0x2b, 0x7f, 0x80, 0xc0, 0xed, 0xff];
const change: fc.Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom("set", "insert", "remove", "repeat", "flip"),
    fc.nat(),
    fc.oneof(fc.nat(255), fc.constantFrom(...TELLING)),
  )
  .map(([kind, position, value]) => (bytes) => {
    const at = bytes.length === 0 ? 0 : position % bytes.length;
    const [before, after] = [bytes.subarray(0, at), bytes.subarray(at + 1)];
    if (kind === "insert") return Buffer.concat([before, Buffer.of(value), bytes.subarray(at)]);
    if (kind === "remove") return Buffer.concat([before, after]);
    if (kind === "repeat") return Buffer.concat([before, bytes.subarray(at, at + 5), bytes.subarray(at)]);
    const old = bytes[at] ?? 0;
    return Buffer.concat([before, Buffer.of(kind === "flip" ? old ^ (1 << (value & 7)) : value), after]);
  });

/**
 * Changes the bytes after the fixed header, and sets the length again, so that the fields and not the length are wrong.
 */
const inside = (bytes: Buffer, changes: readonly Change[]): Buffer => {
  const lengthBytes = bytes.subarray(1).findIndex((byte) => byte < 128) + 1;
  let body = bytes.subarray(1 + lengthBytes);
  for (const each of changes) body = each(body);
  return packet(bytes[0] as number, body);
};
const outside = (bytes: Buffer, changes: readonly Change[]) => changes.reduce((so, each) => each(so), bytes);

function changed(valid: readonly Buffer[]): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...valid), fc.array(change, { minLength: 1, maxLength: 3 }), fc.boolean())
    .map(([bytes, changes, fitting]) => (fitting ? inside : outside)(bytes, changes));
}

/** Types of events that a broker reports when it acts on a packet. */
const ACTS = ["connected", "published", "subscribed", "unsubscribed", "delivered", "denied", "rejected", "unsupported"];
/** The end of messages about refusals by a rule of MQTT; messages about AWS's rules name no MQTT section. */
const BY_THE_BOOK = /\[MQTT[^\]]*\]$/;

describe("the second reading of the standard", () => {
  test.each([4, 5] as const)("allows what is valid in MQTT %s", (version) => {
    expect(VALID[version].map((bytes) => judge(bytes, version, false))).toEqual(VALID[version].map(() => "allowed"));
  });

  test("allows a valid CONNECT", () => {
    expect(CONNECTS.map((bytes) => judge(bytes, 4, true))).toEqual(CONNECTS.map(() => "allowed"));
  });
});

describe("a packet with some bytes changed", () => {
  test.each([4, 5] as const)(
    "is acted on if a second reading of the standard allows it, and else ends the connection, MQTT %s",
    async (version) => {
      const broker = testBroker();
      const verdicts = { allowed: 0, forbidden: 0, incomplete: 0 };
      await fc.assert(
        fc.asyncProperty(changed(VALID[version]), async (bytes) => {
          const client = await broker.connect("c", {
            protocolVersion: version,
            properties: { sessionExpiryInterval: 9 },
          });
          broker.events.splice(0);
          const verdict = judge(bytes, version, false);
          verdicts[verdict]++;
          client.sendBytes(bytes);
          // Ends the stream, so that an incomplete packet is closed, and every accepted packet has been answered.
          client.stream.end();
          await client.untilClosed();
          const acts = broker.events.filter(({ type }) => ACTS.includes(type));
          const message = broker.told("disconnected")[0]?.message ?? "";
          if (verdict === "incomplete") expect(acts).toEqual([]);
          if (verdict === "forbidden") {
            expect(acts).toEqual([]);
            expect(message).toMatch(/\[MQTT[^\]]*\]$|^unexpected /);
          }
          if (verdict === "allowed" && isWhole(bytes)) expect(message).not.toMatch(BY_THE_BOOK);
        }),
        { numRuns: 3000 },
      );
      expect(Math.min(verdicts.allowed, verdicts.forbidden)).toBeGreaterThan(100);
    },
    60_000,
  );

  test("as a CONNECT reaches the login only if a second reading of the standard allows it", async () => {
    const asked = jest.fn(async () => ({ ok: false, reason: "not-authorized" }) as const);
    const broker = testBroker({ authenticate: asked });
    const verdicts = { allowed: 0, forbidden: 0, incomplete: 0 };
    await fc.assert(
      fc.asyncProperty(changed(CONNECTS), async (bytes) => {
        broker.events.splice(0);
        asked.mockClear();
        const verdict = judge(bytes, 4, true);
        verdicts[verdict]++;
        const client = broker.open();
        client.sendBytes(bytes);
        client.stream.end();
        await client.untilClosed();
        const message = broker.told("refused")[0]?.message ?? "";
        if (verdict === "allowed") expect(message).not.toMatch(BY_THE_BOOK);
        else expect(asked).not.toHaveBeenCalled();
      }),
      { numRuns: 3000 },
    );
    expect(Math.min(verdicts.allowed, verdicts.forbidden)).toBeGreaterThan(100);
  }, 60_000);
});

/** Whether bytes are exactly one packet. */
function isWhole(bytes: Buffer): boolean {
  const lengthBytes = bytes.subarray(1, 5).findIndex((byte) => byte < 128) + 1;
  const length = bytes.subarray(1, 1 + lengthBytes).reduceRight((value, byte) => value * 128 + (byte & 127), 0);
  return bytes.length === 1 + lengthBytes + length;
}
