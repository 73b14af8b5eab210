import type { BrokerEvent } from "../../../local/broker";
import { EventFilter } from "../../../local/core/event-filter";
import { type LocalEvent, localEventOf } from "../../../local/core/local-event";
import { FakeClock } from "../fake-clock";

const clock = new FakeClock();
const meta = { id: "c-1", transport: "mqtt" } as const;
const decision = { allowed: true };

describe("the broker's events in the live log", () => {
  it.each<[BrokerEvent, object]>([
    [
      { type: "dropped", clientId: "a", topic: "t", qos: 0, cause: "client-too-slow" },
      { kind: "dropped", clientId: "a", message: "a QoS 0 message on t was not received fast enough" },
    ],
    [
      { type: "dropped", clientId: "a", topic: "t", qos: 1, cause: "queue-full", count: 1205 },
      {
        kind: "dropped",
        clientId: "a",
        message: "a QoS 1 message on t did not fit into its queue, and 1,204 more like it",
      },
    ],
    [
      { type: "rejected", clientId: "a", packet: "PUBLISH", resource: "t", code: 144, message: "too many slashes" },
      { kind: "client", clientId: "a", message: "PUBLISH t: too many slashes" },
    ],
    [
      { type: "refused", meta, message: "no CONNECT in time" },
      { kind: "client", connectionId: "c-1" },
    ],
    [{ type: "unsupported", topic: "$aws/things/x", message: "no shadow" }, { kind: "unsupported" }],
    [
      { type: "error", error: new Error("oops") },
      { kind: "stand-in", message: expect.stringContaining("oops") },
    ],
  ])("are problems with the right cause: %j", (event, expected) => {
    expect(localEventOf(event, clock)).toMatchObject({ event: "problem", time: clock.now(), ...expected });
  });

  it("are left out if a decision reports them already", () => {
    const published = {
      type: "published",
      clientId: "a",
      topic: "t",
      qos: 0,
      retain: false,
      bytes: 1,
      decision,
    } as const;
    const denied = { type: "denied", clientId: "a", action: "Publish", resource: "t", decision } as const;
    expect([published, denied].map((event) => localEventOf(event, clock))).toEqual([undefined, undefined]);
  });

  it("report a refused login only once, not the end of its connection", () => {
    const told: LocalEvent[] = [];
    const filter = new EventFilter((event) => told.push(event), { tell: () => {} });
    const refused = { type: "refused", clientId: "a", meta, message: "not authorized" } as const;
    const login = { event: "decision", time: 0, connectionId: "c-1", transport: "mqtt" } as const;
    filter.tell({ ...login, action: "iot:Connect", resource: "a", allowed: false, reason: "no" });
    filter.tellOf(refused, clock);
    expect(told.map(({ event }) => event)).toEqual(["decision"]);
    filter.tellOf(refused, clock);
    expect(told.map(({ event }) => event)).toEqual(["decision", "problem"]);
  });
});
