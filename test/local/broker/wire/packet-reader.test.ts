import fc from "fast-check";
import { ReasonCode } from "../../../../local/broker/reason-codes";
import { PacketReader } from "../../../../local/broker/wire/packet-reader";
import { ProtocolViolation } from "../../../../local/broker/wire/rules";

/** Returns a packet with a number of bytes after its fixed header. */
function packet(first: number, bodyBytes: number): Buffer {
  const header = [first];
  let rest = bodyBytes;
  do {
    header.push(rest > 127 ? (rest & 127) | 128 : rest);
    rest >>>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(bodyBytes, first)]);
}

function readAll(reader: PacketReader): Buffer[] {
  const packets: Buffer[] = [];
  while (reader.next()) packets.push(Buffer.from(reader.data.subarray(reader.begin, reader.end)));
  return packets;
}

describe("PacketReader", () => {
  test("finds the same packets however the bytes are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 300 })),
        (sizes, cuts) => {
          const packets = sizes.map((size, at) => packet(0x30 | (at & 15), size));
          const bytes = Buffer.concat(packets);
          const reader = new PacketReader(1000);
          const found: Buffer[] = [];
          for (let at = 0, piece = 0; at < bytes.length; piece++) {
            const end = at + (cuts[piece % Math.max(cuts.length, 1)] ?? 7);
            reader.push(bytes.subarray(at, end));
            found.push(...readAll(reader));
            at = end;
          }
          expect(found).toEqual(packets);
        },
      ),
    );
  });

  test("reads for one connection after the other, and keeps apart what each has left", () => {
    const chunk = fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 300 }));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 6 }), fc.array(chunk), (sizes, chunks) => {
        const shared = new PacketReader(1000);
        const connections = [0, 1, 2].map((number) => {
          const packets = sizes.map((size) => packet(0x30 | number, size));
          return { packets, bytes: Buffer.concat(packets), at: 0, found: [] as Buffer[], own: undefined as unknown };
        });
        const send = (connection: (typeof connections)[number], length: number) => {
          const bytes = connection.bytes.subarray(connection.at, connection.at + length);
          connection.at += bytes.length;
          if (bytes.length === 0) return;
          const own = connection.own as PacketReader | undefined;
          if (own) own.push(bytes);
          else shared.restart(bytes, 4);
          connection.found.push(...readAll(own ?? shared));
          if (!own && !shared.done) connection.own = shared.split();
        };
        for (const [number, length] of chunks) send(connections[number] as (typeof connections)[number], length);
        for (const each of connections) send(each, each.bytes.length);
        for (const { found, packets } of connections) expect(found).toEqual(packets);
      }),
    );
  });

  test("reports the position of the variable header", () => {
    const reader = new PacketReader(1000);
    reader.push(packet(0x30, 200));
    expect(reader.next()).toBe(true);
    expect([reader.begin, reader.body, reader.end]).toEqual([0, 3, 203]);
  });

  test("can stop between two packets and receive more bytes before it continues", () => {
    const reader = new PacketReader(1000);
    reader.push(Buffer.concat([packet(0x10, 3), packet(0x20, 4)]));
    expect(reader.next()).toBe(true);
    reader.push(packet(0x30, 5));
    expect(readAll(reader)).toEqual([packet(0x20, 4), packet(0x30, 5)]);
  });

  test("refuses a packet that is too large by its header alone [MQTT-3.2.2-15]", () => {
    const reader = new PacketReader(1000);
    reader.push(packet(0x30, 1001).subarray(0, 3));
    expect(() => reader.next()).toThrow(
      new ProtocolViolation(ReasonCode.PACKET_TOO_LARGE, "a packet of 1001 bytes is larger than the 1000 allowed"),
    );
  });

  test("accepts a packet of exactly the maximum size", () => {
    const reader = new PacketReader(1000);
    reader.push(packet(0x30, 1000));
    expect(readAll(reader)).toHaveLength(1);
  });

  test("refuses a length of more than four bytes (MQTT 5, 1.5.5)", () => {
    const reader = new PacketReader(1000);
    reader.push(Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01));
    expect(() => reader.next()).toThrow("the remaining length has more than four bytes [MQTT 3.1.1, 2.2.3]");
  });

  test("keeps no bytes once everything is read", () => {
    const reader = new PacketReader(1000);
    reader.push(packet(0x30, 500));
    expect(readAll(reader)).toHaveLength(1);
    expect(reader.data).toHaveLength(0);
  });
});
