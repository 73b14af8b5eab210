import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

/** Makes an offline session whose queue has room for two messages, and a connected subscriber. */
async function fullQueue(limits: object) {
  const broker = testBroker({ limits });
  const away = await broker.connect("away", { clean: false });
  await away.subscribe("a");
  await away.kill();
  const here = await broker.connect("here");
  await here.subscribe("a");
  return { ...broker, here };
}

describe("a message for a disconnected client whose queue is full", () => {
  test.each([{ queuedMessages: 2 }, { queuedBytes: 1000 }])(
    "is accepted, delivered to all other subscribers, and reported as lost for that client: %j",
    async (limits) => {
      const { connect5, connect, here, told } = await fullQueue(limits);
      const publisher = await connect5("publisher");
      for (const payload of ["1", "2", "3"]) {
        expect((await publisher.publishAcknowledged("a", payload)).reasonCode).toBe(0);
      }
      expect(await here.receivePayloads(3)).toEqual(["1", "2", "3"]);
      expect(told("dropped")).toEqual([{ type: "dropped", clientId: "away", topic: "a", qos: 1, cause: "queue-full" }]);
      const back = await connect("away", { clean: false });
      expect(await back.receivePayloads(2)).toEqual(["1", "2"]);
      await back.expectNothing();
      await publisher.publishAcknowledged("a", "4");
      expect(await back.receivePayloads(1)).toEqual(["4"]);
    },
  );

  test("is retained all the same", async () => {
    const { connect5 } = await fullQueue({ queuedMessages: 0 });
    const publisher = await connect5("publisher");
    expect((await publisher.publishAcknowledged("a", "x", { retain: true })).reasonCode).toBe(0);
    await publisher.subscribe({ topic: "a", qos: 0 });
    expect(await publisher.receivePayloads(1)).toEqual(["x"]);
  });

  test("is reported at once if it is the first; the number of further ones is reported once a second", async () => {
    const { connect, told, wallClock, here } = await fullQueue({ queuedMessages: 0 });
    await here.kill();
    const publisher = await connect("publisher");
    for (let count = 0; count < 1000; count++) await publisher.publishAcknowledged("a", "x");
    expect(told("dropped")).toHaveLength(1);
    wallClock.advance(1000);
    expect(told("dropped").map(({ count = 1 }) => count)).toEqual([1, 999]);
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

describe("the only client that subscribed to a filter", () => {
  test("receives each message, beside the members of a shared subscription to the same filter", async () => {
    const { connect } = testBroker();
    const [only, member, publisher] = [await connect("only"), await connect("member"), await connect("publisher")];
    await only.subscribe("a");
    await publisher.publishAcknowledged("a", "1");
    await member.subscribe("$share/g/a");
    await publisher.publishAcknowledged("a", "2");
    expect(await only.receivePayloads(2)).toEqual(["1", "2"]);
    expect(await member.receivePayloads(1)).toEqual(["2"]);
  });

  test("does not receive what it publishes with No Local, and receives what others publish (MQTT 5, 3.8.3.1)", async () => {
    const { connect5 } = testBroker();
    const [only, publisher] = [await connect5("only"), await connect5("publisher")];
    await only.subscribe({ topic: "a", qos: 1, nl: true });
    await only.publishAcknowledged("a", "its own");
    await publisher.publishAcknowledged("a", "of another");
    expect(await only.receivePayloads(1)).toEqual(["of another"]);
    await only.expectNothing();
  });
});
