import fc from "fast-check";
import { BlockPool } from "../../../../local/broker/wire/block-pool";
import { OutboundBuffer, type Piece } from "../../../../local/broker/wire/outbound-buffer";
import { ALIAS_NONE, encodePublish } from "../../../../local/broker/wire/packet-encoder";

const bytesOf = (pieces: readonly Piece[]) => Buffer.concat(pieces.map(({ bytes }) => bytes));

describe("OutboundBuffer", () => {
  test("returns all bytes in order, for any number and size of packets", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 20 }), (sizes) => {
        const buffer = new OutboundBuffer();
        const packets = sizes.map((size, at) => Buffer.alloc(size, at + 1));
        for (const packet of packets) buffer.append(packet);
        const expected = Buffer.concat(packets);
        expect(buffer.bytes).toBe(expected.length);
        expect(bytesOf(buffer.take()).equals(expected)).toBe(true);
        expect(buffer.bytes).toBe(0);
      }),
    );
  });

  test("returns the requested number of bytes at a time, in order", () => {
    const buffer = new OutboundBuffer();
    const packets = Array.from({ length: 200 }, (_, at) => Buffer.alloc(10_000, at));
    for (const packet of packets) buffer.append(packet);
    const batches: Buffer[] = [];
    while (buffer.bytes > 0) batches.push(bytesOf(buffer.take(100_000)));
    expect(Buffer.concat(batches).equals(Buffer.concat(packets))).toBe(true);
    expect(batches.length).toBeGreaterThan(10);
  });

  test("returns a batch that is one small piece as it is, and keeps any other one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.boolean()), { maxLength: 60 }),
        fc.boolean(),
        (packets, withShared) => {
          const buffer = new OutboundBuffer();
          const expected: Buffer[] = [];
          const got: Buffer[] = [];
          for (const [at, [size, takes]] of packets.entries()) {
            const payload = Buffer.alloc(withShared && at % 3 === 0 ? 9000 : size, at + 1);
            const content = { topic: { bytes: Buffer.from("a") }, payload, properties: Buffer.alloc(0) };
            const publish = encodePublish({ ...content, expiresAt: undefined }, 4, 0, ALIAS_NONE);
            buffer.appendPublish(publish, false, 0, 0, 0);
            expected.push(publish.head, ...(publish.payload ? [publish.payload] : []));
            const { bytes } = buffer;
            const only = takes ? buffer.takeOnly() : undefined;
            // These bytes are not copied; later appends must not change them.
            if (only) got.push(only);
            expect(buffer.bytes).toBe(only ? 0 : bytes);
            if (takes && !only) got.push(bytesOf(buffer.take()));
          }
          got.push(bytesOf(buffer.take()));
          expect(Buffer.concat(got).equals(Buffer.concat(expected))).toBe(true);
        },
      ),
    );
  });

  test("allocates no more than a batch that is as long as the one before", () => {
    const buffer = new OutboundBuffer();
    const batch = () => {
      buffer.append(Buffer.alloc(100));
      buffer.appendPuback(1);
      return buffer.takeOnly();
    };
    batch();
    const [one, next] = [batch(), batch()];
    expect([one?.length, (next?.byteOffset ?? 0) - (one?.byteOffset ?? 0)]).toEqual([104, 104]);
  });

  test("releases no block that holds other bytes, or is still being filled", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.boolean()), { maxLength: 60 }),
        (packets) => {
          const pool = new BlockPool();
          const buffer = new OutboundBuffer(pool);
          const expected: Buffer[] = [];
          const got: Buffer[] = [];
          for (const [at, [size, takes]] of packets.entries()) {
            const payload = Buffer.alloc(size, at + 1);
            const topic = { bytes: Buffer.from("a") };
            const content = { topic, payload, properties: Buffer.alloc(0), expiresAt: undefined };
            const publish = encodePublish(content, 4, 0, ALIAS_NONE);
            buffer.appendPublish(publish, false, 0, 0, 0);
            expected.push(publish.head, ...(publish.payload ? [publish.payload] : []));
            if (!takes) continue;
            // The bytes are copied before their block is returned to the buffer, and then overwritten, as the next user
            // may do.
            for (const { bytes, block } of buffer.take(30_000)) {
              got.push(Buffer.from(bytes));
              if (block) pool.give(block.fill(0xee));
            }
          }
          got.push(bytesOf(buffer.take()));
          expect(Buffer.concat(got).equals(Buffer.concat(expected))).toBe(true);
        },
      ),
    );
  });

  test("puts the headers of large payloads into one block, so that they use no more memory than is counted", () => {
    const buffer = new OutboundBuffer();
    const payload = Buffer.alloc(32 * 1024);
    const content = { topic: { bytes: Buffer.from("a") }, payload, properties: Buffer.alloc(0), expiresAt: undefined };
    const publish = encodePublish(content, 4, 0, ALIAS_NONE);
    const fill = () => {
      for (let count = 0; count < 100; count++) buffer.appendPublish(publish, false, 0, 0, 0);
      return new Set(
        buffer
          .take()
          .filter(({ bytes }) => bytes !== payload)
          .map(({ bytes }) => bytes.buffer),
      );
    };
    fill();
    expect(fill().size).toBe(1);
  });

  test("makes one piece of many small packets", () => {
    const buffer = new OutboundBuffer();
    for (let count = 0; count < 1000; count++) buffer.appendPuback(count + 1);
    expect(buffer.take()).toHaveLength(1);
  });

  test("writes a PUBACK that is valid in MQTT 3.1.1 and 5 (MQTT 5, 3.4)", () => {
    const buffer = new OutboundBuffer();
    buffer.appendPuback(0x1234);
    expect([...bytesOf(buffer.take())]).toEqual([0x40, 2, 0x12, 0x34]);
  });

  test("holds no memory when it is empty", () => {
    const buffer = new OutboundBuffer();
    buffer.append(Buffer.from("abc"));
    buffer.take();
    expect(buffer.take()).toEqual([]);
  });
});
