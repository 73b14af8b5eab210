import fc from "fast-check";
import { generate, type Packet } from "mqtt-packet";
import { closeBrokers, testBroker } from "./helpers/test-broker";

afterEach(closeBrokers);

const connectPacket = (protocolVersion: 4 | 5) =>
  generate({ cmd: "connect", clientId: "c", protocolVersion, clean: true, keepalive: 60 });

/** A valid packet of each kind that a client sends. */
const VALID: readonly Packet[] = [
  {
    cmd: "publish",
    topic: "a/b",
    payload: "payload",
    qos: 1,
    messageId: 1,
    dup: false,
    retain: true,
    properties: { topicAlias: 1, messageExpiryInterval: 5, contentType: "x", userProperties: { a: "b" } },
  },
  { cmd: "subscribe", messageId: 2, subscriptions: [{ topic: "$share/x/a/+", qos: 1 }] },
  { cmd: "unsubscribe", messageId: 3, unsubscriptions: ["a", "b/#"] },
  { cmd: "puback", messageId: 1, reasonCode: 0x80, properties: { reasonString: "x" } },
  { cmd: "pingreq" },
  { cmd: "disconnect", reasonCode: 4, properties: { sessionExpiryInterval: 5 } },
];

/** Valid packets with some bytes replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(4 as const, 5 as const),
    fc.array(fc.constantFrom(...VALID), { minLength: 1, maxLength: 4 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
  )
  .map(([protocolVersion, packets, changes]) => {
    const bytes = Buffer.concat(packets.map((packet) => generate(packet, { protocolVersion })));
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return { protocolVersion, bytes };
  });

const random = fc
  .tuple(fc.constantFrom(4 as const, 5 as const), fc.uint8Array({ maxLength: 200 }))
  .map(([protocolVersion, bytes]) => ({ protocolVersion, bytes: Buffer.from(bytes) }));

const ticks = async () => {
  for (let count = 0; count < 6; count++) await new Promise(setImmediate);
};

describe("random bytes", () => {
  test("as the first packet cause no error, and leave no connection behind", async () => {
    const { broker, open, told } = testBroker();
    const connects = fc
      .tuple(fc.constantFrom(4 as const, 5 as const), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }))
      .map(([version, changes]) => {
        const bytes = connectPacket(version);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(connects, fc.uint8Array({ maxLength: 100 }).map(Buffer.from)), async (bytes) => {
        const client = open();
        client.sendBytes(Buffer.from(bytes));
        await ticks();
        await client.kill();
        expect(broker.connectionCount).toBe(0);
      }),
      { numRuns: 400 },
    );
    expect(told("error")).toEqual([]);
  });

  test("after a login cause no error, leave no connection behind, and do not affect other clients", async () => {
    const { broker, connect, told } = testBroker();
    const witness = await connect("witness");
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, random), async ({ protocolVersion, bytes }) => {
        const client = await connect("c", { protocolVersion });
        client.sendBytes(bytes);
        await ticks();
        await client.kill();
        expect(broker.connectionCount).toBe(1);
      }),
      { numRuns: 600 },
    );
    await witness.expectNothing();
    expect(told("error")).toEqual([]);
  });
});
