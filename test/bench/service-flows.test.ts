import { Writable } from "node:stream";
import { Flight, sendAll } from "../../bench/service/flows";
import { publishOf } from "../../bench/service/service-client";

/** A stream that accepts all data at once, as a socket does whose other end reads without delay. */
function greedyStream() {
  const taken = { bytes: 0 };
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      taken.bytes += chunk.length;
      done();
    },
  });
  return { stream: stream as never, taken, end: () => stream.destroy() };
}

const publish = publishOf("telemetry/a", 0, 64);

it.each([true, false])(
  "sendAll() returns to the event loop while it sends without end (batched: %s)",
  async (batched) => {
    const { stream, taken, end } = greedyStream();
    const flight = new Flight(publish, 1);
    // There is always room, so that sendAll() pauses only to let other events run.
    jest.spyOn(flight, "room", "get").mockReturnValue(1000);
    sendAll(stream, publish, { batched, window: 100 }, flight);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(taken.bytes).toBeGreaterThan(0);
    end();
    flight.end();
  },
);

it("sendAll() stops when subscribers are as far behind as they may be, and continues when half of it has arrived", async () => {
  const { stream, taken, end } = greedyStream();
  const flight = new Flight(publish, 2);
  const most = flight.room;
  sendAll(stream, publish, { batched: false, window: 100 }, flight);
  while (flight.room > 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken.bytes).toBe(most * publish.bytes.length);
  const half = Math.ceil(most / 2);
  flight.arrived(2 * (half - 1));
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken.bytes).toBe(most * publish.bytes.length);
  flight.arrived(2);
  while (flight.room > 0) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken.bytes).toBe((most + half) * publish.bytes.length);
  end();
  flight.end();
});

it("sendAll() keeps at most as many QoS 1 messages of a publisher in flight as its window", async () => {
  const { stream, taken, end } = greedyStream();
  const acknowledged = publishOf("telemetry/a", 1, 64);
  const flight = new Flight(acknowledged, 1);
  sendAll(stream, acknowledged, { batched: true, window: 7 }, flight);
  await new Promise((resolve) => setImmediate(resolve));
  expect(taken.bytes).toBe(7 * acknowledged.bytes.length);
  (stream as Writable).emit("data", Buffer.alloc(2 * 4));
  expect(taken.bytes).toBe(9 * acknowledged.bytes.length);
  end();
  flight.end();
});

it.each([4, 5] as const)(
  "publishOf() returns where a PUBLISH has its packet identifier (protocol version %s)",
  (version) => {
    const { bytes, idAt } = publishOf("telemetry/a", 1, 64, version);
    expect(bytes.readUInt16BE(idAt)).toBe(1);
    // In MQTT 5 the length of the properties, 0, follows the packet identifier.
    expect(bytes.length - idAt - 2).toBe(version === 5 ? 65 : 64);
  },
);
