import { closeBrokers, testBroker } from "./helpers/test-broker";

afterEach(closeBrokers);

/** An offline session whose queue holds two messages at most, and a subscriber that is there. */
async function fullQueue(limits: object) {
  const broker = testBroker({ limits });
  const away = await broker.connect("away", { clean: false });
  await away.subscribe("a");
  await away.kill();
  const here = await broker.connect("here");
  await here.subscribe("a");
  return { ...broker, here };
}

describe("a message for which a queue is full", () => {
  test.each([{ queuedMessages: 2 }, { queuedBytes: 200 }])(
    "is refused in MQTT 5 with PUBACK 0x97 and reaches nobody, so that the publisher can try again: %j",
    async (limits) => {
      const { connect5, connect, here } = await fullQueue(limits);
      const publisher = await connect5("publisher");
      const codes: (number | undefined)[] = [];
      for (const payload of ["1", "2", "3"]) codes.push((await publisher.publishAcknowledged("a", payload)).reasonCode);
      expect(codes).toEqual([0, 0, 0x97]);
      expect(await here.receivePayloads(2)).toEqual(["1", "2"]);
      await here.expectNothing();
      const back = await connect("away", { clean: false });
      expect(await back.receivePayloads(2)).toEqual(["1", "2"]);
      expect((await publisher.publishAcknowledged("a", "3")).reasonCode).toBe(0);
    },
  );

  test("closes the connection of an MQTT 3.1.1 publisher without a PUBACK", async () => {
    const { connect } = await fullQueue({ queuedMessages: 0 });
    const publisher = await connect("publisher");
    publisher.publish("a", "x");
    await publisher.expectClosed();
  });

  test("is not refused if it has QoS 0, which is not queued", async () => {
    const { connect, here } = await fullQueue({ queuedMessages: 0 });
    (await connect("publisher")).publish("a", "x", { qos: 0 });
    await here.receive();
  });

  test("is not retained either", async () => {
    const { connect5 } = await fullQueue({ queuedMessages: 0 });
    const publisher = await connect5("publisher");
    expect((await publisher.publishAcknowledged("a", "x", { retain: true })).reasonCode).toBe(0x97);
    await publisher.subscribe({ topic: "a", qos: 0 });
    await publisher.expectNothing();
  });
});

test("one retained message too many is refused with 0x97; another for a topic that has one, or none, is not (DG)", async () => {
  const { connect5 } = testBroker({ limits: { retainedMessages: 1 } });
  const client = await connect5("c");
  const retain = async (topic: string, payload: string) =>
    (await client.publishAcknowledged(topic, payload, { retain: true })).reasonCode;
  expect(await retain("a", "1")).toBe(0);
  expect(await retain("b", "1")).toBe(0x97);
  expect(await retain("b", "")).toBe(0);
  expect(await retain("a", "2")).toBe(0);
  expect(await retain("a", "")).toBe(0);
  expect(await retain("b", "1")).toBe(0);
});
