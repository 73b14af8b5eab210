import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import type { Delivery } from "../../../../local/broker/sessions/delivery-queue";
import { Message } from "../../../../local/broker/sessions/message";
import { Outbox, type OutboxRoom } from "../../../../local/broker/sessions/outbox";
import { WaitingMemory } from "../../../../local/broker/sessions/waiting-memory";
import { SharedGroup } from "../../../../local/broker/topics/shared-group";
import { TopicNames } from "../../../../local/broker/topics/topic-name";

const topic = new TopicNames(DEFAULT_LIMITS).get("t");
const delivery = (payload: string, group?: SharedGroup): Delivery => ({
  message: new Message({ topic, payload: Buffer.from(payload), qos: 1 }),
  retain: false,
  group,
});

const memory = new WaitingMemory(1_000_000_000);
const outboxWith = (room: Partial<OutboxRoom> = {}) =>
  new Outbox({ queuedMessages: 100_000, queuedBytes: 1_000_000_000, memory, onFull: () => {}, ...room });

/** A client that records what it is sent. @param refuses Whether a payload cannot be sent */
function recorder(refuses: (payload: string) => boolean = () => false, disconnects = false) {
  const sent: [number, string][] = [];
  return {
    sent,
    tooSlow: () => disconnects,
    sendDelivery({ message }: Delivery, packetId: number): boolean {
      const payload = message.payload.toString();
      if (refuses(payload)) return false;
      sent.push([packetId, payload]);
      return true;
    },
  };
}

describe("Outbox", () => {
  test("lets as many messages be in flight as the client's Receive Maximum says [MQTT-3.3.4-9]", () => {
    const outbox = outboxWith();
    const client = recorder();
    outbox.resume(client, 2);
    for (const payload of ["a", "b", "c", "d"]) outbox.add(delivery(payload));
    expect(client.sent).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    outbox.acknowledge(1);
    expect(client.sent[2]).toEqual([3, "c"]);
    expect(outbox.waitingCount).toBe(1);
  });

  test("keeps messages while the client is disconnected, and sends them in order when it connects again", () => {
    const outbox = outboxWith();
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    const client = recorder();
    outbox.resume(client, 100);
    expect(client.sent.map(([, payload]) => payload)).toEqual(["a", "b", "c"]);
  });

  test("does not keep the read buffers of messages for a disconnected client", () => {
    const read = Buffer.alloc(64 * 1024);
    const message = new Message({ topic, payload: read.subarray(0, 5), qos: 1 });
    outboxWith().add({ message, retain: false });
    expect(message.payload.buffer.byteLength).toBe(5);
  });

  test("sends unacknowledged messages again, before later ones [MQTT-4.4.0-1]", () => {
    const outbox = outboxWith();
    outbox.resume(recorder(), 2);
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    outbox.acknowledge(1);
    outbox.suspend();
    outbox.add(delivery("d"));
    const client = recorder();
    outbox.resume(client, 100);
    expect(client.sent.map(([, payload]) => payload)).toEqual(["b", "c", "d"]);
  });

  test("returns the messages of shared subscriptions when the client disconnects, in order", () => {
    const group = new SharedGroup(10, memory, () => {});
    const outbox = outboxWith();
    outbox.resume(recorder(), 1);
    for (const each of [delivery("a", group), delivery("own"), delivery("b", group)]) outbox.add(each);
    expect(outbox.suspend().map(({ message }) => message.payload.toString())).toEqual(["a", "b"]);
    expect(outbox.waitingCount).toBe(1);
  });

  test("reuses packet identifiers from 1 again, except those in use (MQTT 5, 2.2.1)", () => {
    const outbox = outboxWith();
    const client = recorder();
    outbox.resume(client, 65_535);
    outbox.add(delivery("first"));
    for (let count = 0; count < 65_534; count++) outbox.add(delivery("x"));
    expect(client.sent[65_534]?.[0]).toBe(65_535);
    outbox.acknowledge(2);
    outbox.add(delivery("last"));
    expect(client.sent[65_535]).toEqual([2, "last"]);
  });

  test("drops a message that cannot be sent, and continues with the next", () => {
    const outbox = outboxWith();
    for (const payload of ["too large", "a", "too large", "b"]) outbox.add(delivery(payload));
    const client = recorder((payload) => payload === "too large");
    outbox.resume(client, 1);
    outbox.acknowledge(1);
    expect(client.sent).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
  });

  test("ignores an acknowledgement for an unknown packet identifier", () => {
    const outbox = outboxWith();
    const client = recorder();
    outbox.resume(client, 1);
    for (const payload of ["a", "b"]) outbox.add(delivery(payload));
    outbox.acknowledge(7);
    expect(client.sent).toEqual([[1, "a"]]);
  });
});

describe("an outbox that is full", () => {
  const payloads = (from: { readonly sent: readonly [number, string][] }) => from.sent.map(([, payload]) => payload);
  /** Makes an outbox with this room. @returns the outbox, and the payloads for which there was no room */
  function full(room: Partial<OutboxRoom>) {
    const lost: string[] = [];
    const own = new WaitingMemory(1_000_000);
    const outbox = outboxWith({ memory: own, onFull: ({ payload }) => lost.push(payload.toString()), ...room });
    return { outbox, lost, memory: own };
  }

  test.each([
    ["messages", { queuedMessages: 2 }],
    ["bytes", { queuedBytes: 2 * delivery("a").message.size }],
    // Three such queues would use all of the memory.
    ["bytes of all clients together", { memory: new WaitingMemory(3 * delivery("a").message.size) }],
  ])("of %s accepts no more messages for a disconnected client, and reports them as lost", (_, room) => {
    const { outbox, lost } = full(room);
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    expect(lost).toEqual(["c"]);
    const client = recorder();
    outbox.resume(client, 1);
    outbox.acknowledge(1);
    expect(payloads(client)).toEqual(["a", "b"]);
  });

  test("keeps messages until the client is disconnected for it, and sends all of them when it connects again", () => {
    const { outbox, lost } = full({ queuedMessages: 1 });
    outbox.resume(
      recorder(() => false, true),
      1,
    );
    for (const payload of ["a", "b", "c", "d"]) outbox.add(delivery(payload));
    outbox.suspend();
    outbox.add(delivery("e"));
    expect(lost).toEqual(["e"]);
    const back = recorder(() => false, true);
    outbox.resume(back, 100);
    expect(payloads(back)).toEqual(["a", "b", "c", "d"]);
  });

  test("drops further messages if the client stays connected", () => {
    const { outbox, lost } = full({ queuedMessages: 1 });
    outbox.resume(recorder(), 1);
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    expect(lost).toEqual(["c"]);
  });

  test("does not disconnect a client that has connected again before the outbox was half empty", () => {
    const { outbox, lost } = full({ queuedMessages: 4 });
    for (const payload of ["a", "b", "c", "d"]) outbox.add(delivery(payload));
    const back = recorder(() => false, true);
    outbox.resume(back, 0);
    outbox.add(delivery("e"));
    expect(lost).toEqual(["e"]);
    outbox.suspend();
    outbox.resume(back, 1);
    for (const packetId of [1, 2]) outbox.acknowledge(packetId);
    for (const payload of ["f", "g", "h", "i", "j"]) outbox.add(delivery(payload));
    expect(lost).toEqual(["e"]);
  });

  test("accounts for no memory when it is empty", () => {
    const { outbox, memory: own } = full({});
    for (const payload of ["a", "too large", "b"]) outbox.add(delivery(payload));
    expect(own.used).toBeGreaterThan(0);
    outbox.resume(
      recorder((payload) => payload === "too large"),
      100,
    );
    outbox.acknowledge(1);
    outbox.suspend();
    outbox.takeAll();
    expect(own.used).toBe(0);
  });
});
