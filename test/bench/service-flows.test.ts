import { Writable } from "node:stream";
import { Flight, sendAll } from "../../bench/service/flows";
import { publishOf } from "../../bench/service/service-client";

/** Takes whatever is written at once, as a socket does whose other end is idle. */
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

it.each([true, false])("lets others have their turn while it sends without end (batched: %s)", async (batched) => {
  const { stream, taken, end } = greedyStream();
  const flight = new Flight(publish, 1);
  // Everything arrives at once, so that nothing but the turns holds it up.
  jest.spyOn(flight, "room", "get").mockReturnValue(1000);
  sendAll(stream, publish, { batched, window: 100 }, flight);
  await new Promise((resolve) => setTimeout(resolve, 1));
  expect(taken.bytes).toBeGreaterThan(0);
  end();
  flight.end();
});

it("sends no more than subscribers may be behind, and goes on when they have caught up with half of it", async () => {
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

it("keeps no more QoS 1 messages of one publisher in flight than its window", async () => {
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

it.each([4, 5] as const)("finds the packet identifier of a PUBLISH (version %s)", (version) => {
  const { bytes, idAt } = publishOf("telemetry/a", 1, 64, version);
  expect(bytes.readUInt16BE(idAt)).toBe(1);
  // Of MQTT 5, the length of the properties follows: none.
  expect(bytes.length - idAt - 2).toBe(version === 5 ? 65 : 64);
});
