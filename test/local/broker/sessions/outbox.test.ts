import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import type { Delivery } from "../../../../local/broker/sessions/delivery-queue";
import { Message } from "../../../../local/broker/sessions/message";
import { Outbox } from "../../../../local/broker/sessions/outbox";
import { SharedGroup } from "../../../../local/broker/topics/shared-group";
import { TopicNames } from "../../../../local/broker/topics/topic-name";

const topic = new TopicNames(DEFAULT_LIMITS).get("t");
const delivery = (payload: string, group?: SharedGroup): Delivery => ({
  message: new Message({ topic, payload: Buffer.from(payload), qos: 1 }),
  retain: false,
  group,
});

/** A client that notes what it is sent, and cannot be sent what `refuses` says. */
function recorder(refuses: (payload: string) => boolean = () => false) {
  const sent: [number, string][] = [];
  return {
    sent,
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
    const outbox = new Outbox();
    const client = recorder();
    outbox.resume(client, 2);
    for (const payload of ["a", "b", "c", "d"]) outbox.add(delivery(payload));
    expect(client.sent).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(outbox.acknowledge(1)).toBe(true);
    expect(client.sent[2]).toEqual([3, "c"]);
    expect(outbox.waitingCount).toBe(1);
  });

  test("keeps what comes while the client is away, and sends it in order when it is back", () => {
    const outbox = new Outbox();
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    const client = recorder();
    outbox.resume(client, 100);
    expect(client.sent.map(([, payload]) => payload)).toEqual(["a", "b", "c"]);
  });

  test("does not keep the buffers in which messages came while the client is away", () => {
    const read = Buffer.alloc(64 * 1024);
    const message = new Message({ topic, payload: read.subarray(0, 5), qos: 1 });
    new Outbox().add({ message, retain: false });
    expect(message.payload.buffer.byteLength).toBe(5);
  });

  test("sends again what was not acknowledged, before what came later [MQTT-4.4.0-1]", () => {
    const outbox = new Outbox();
    outbox.resume(recorder(), 2);
    for (const payload of ["a", "b", "c"]) outbox.add(delivery(payload));
    outbox.acknowledge(1);
    outbox.suspend();
    outbox.add(delivery("d"));
    const client = recorder();
    outbox.resume(client, 100);
    expect(client.sent.map(([, payload]) => payload)).toEqual(["b", "c", "d"]);
  });

  test("hands back what belongs to shared subscriptions when the client goes away, in order", () => {
    const group = new SharedGroup(10, () => {});
    const outbox = new Outbox();
    outbox.resume(recorder(), 1);
    for (const each of [delivery("a", group), delivery("own"), delivery("b", group)]) outbox.add(each);
    expect(outbox.suspend().map(({ message }) => message.payload.toString())).toEqual(["a", "b"]);
    expect(outbox.waitingCount).toBe(1);
  });

  test("goes round the packet identifiers and leaves out those in use (MQTT 5, 2.2.1)", () => {
    const outbox = new Outbox();
    const client = recorder();
    outbox.resume(client, 65_535);
    outbox.add(delivery("first"));
    for (let count = 0; count < 65_534; count++) outbox.add(delivery("x"));
    expect(client.sent[65_534]?.[0]).toBe(65_535);
    outbox.acknowledge(2);
    outbox.add(delivery("last"));
    expect(client.sent[65_535]).toEqual([2, "last"]);
  });

  test("is done with a message that cannot be sent, and goes on with the next", () => {
    const outbox = new Outbox();
    for (const payload of ["too large", "a", "too large", "b"]) outbox.add(delivery(payload));
    const client = recorder((payload) => payload === "too large");
    outbox.resume(client, 1);
    outbox.acknowledge(1);
    expect(client.sent).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
  });

  test("knows nothing of an acknowledgement for nothing", () => {
    expect(new Outbox().acknowledge(1)).toBe(false);
  });
});
