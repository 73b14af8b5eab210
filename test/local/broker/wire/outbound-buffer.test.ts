import fc from "fast-check";
import { OutboundBuffer } from "../../../../local/broker/wire/outbound-buffer";

describe("OutboundBuffer", () => {
  test("hands out all bytes in order, however many and large the packets are", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { maxLength: 20 }), (sizes) => {
        const buffer = new OutboundBuffer();
        const packets = sizes.map((size, at) => Buffer.alloc(size, at + 1));
        for (const packet of packets) buffer.append(packet);
        const expected = Buffer.concat(packets);
        expect(buffer.bytes).toBe(expected.length);
        expect(Buffer.concat(buffer.take()).equals(expected)).toBe(true);
        expect(buffer.bytes).toBe(0);
      }),
    );
  });

  test("hands out as much as is asked for at a time, in order", () => {
    const buffer = new OutboundBuffer();
    const packets = Array.from({ length: 200 }, (_, at) => Buffer.alloc(10_000, at));
    for (const packet of packets) buffer.append(packet);
    const batches: Buffer[] = [];
    while (buffer.bytes > 0) batches.push(Buffer.concat(buffer.take(100_000)));
    expect(Buffer.concat(batches).equals(Buffer.concat(packets))).toBe(true);
    expect(batches.length).toBeGreaterThan(10);
  });

  test("makes one piece of many small packets", () => {
    const buffer = new OutboundBuffer();
    for (let count = 0; count < 1000; count++) buffer.appendPuback(count + 1);
    expect(buffer.take()).toHaveLength(1);
  });

  test("writes a PUBACK as MQTT 3.1.1 and 5 have it (MQTT 5, 3.4)", () => {
    const buffer = new OutboundBuffer();
    buffer.appendPuback(0x1234);
    expect([...Buffer.concat(buffer.take())]).toEqual([0x40, 2, 0x12, 0x34]);
  });

  test("holds nothing once it was emptied", () => {
    const buffer = new OutboundBuffer();
    buffer.append(Buffer.from("abc"));
    buffer.take();
    expect(buffer.take()).toEqual([]);
  });
});
