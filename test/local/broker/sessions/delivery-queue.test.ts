import fc from "fast-check";
import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { DeliveryQueue } from "../../../../local/broker/sessions/delivery-queue";
import { Message } from "../../../../local/broker/sessions/message";
import { TopicNames } from "../../../../local/broker/topics/topic-name";

const topic = new TopicNames(DEFAULT_LIMITS).get("t");
const delivery = (number: number) => ({
  message: new Message({ topic, payload: Buffer.from(`${number}`), qos: 1 }),
  retain: false,
});

describe("DeliveryQueue", () => {
  test("returns deliveries in the order in which they were added, for any sequence of push and shift", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2000), fc.nat(2000)), { maxLength: 6 }), (steps) => {
        const queue = new DeliveryQueue();
        const expected: number[] = [];
        let next = 0;
        for (const [pushes, takes] of steps) {
          for (let count = 0; count < pushes; count++) {
            queue.push(delivery(next));
            expected.push(next++);
          }
          // Compared all at once, since an expectation for each message takes longer than the rest of the test.
          const taken = Array.from({ length: takes }, () => queue.shift()?.message.payload.toString());
          expect(taken.filter((one) => one !== undefined).map(Number)).toEqual(expected.splice(0, takes));
          expect(queue.length).toBe(expected.length);
        }
        expect(queue.takeAll().map(({ message }) => Number(message.payload))).toEqual(expected);
        expect([queue.length, queue.bytes]).toEqual([0, 0]);
      }),
      { numRuns: 30 },
    );
  });

  test("counts the bytes of the waiting deliveries", () => {
    const queue = new DeliveryQueue();
    queue.push(delivery(1));
    queue.push(delivery(2));
    expect(queue.bytes).toBe(2 * delivery(1).message.size);
    queue.shift();
    expect(queue.bytes).toBe(delivery(1).message.size);
    queue.shift();
    expect(queue.bytes).toBe(0);
  });
});
