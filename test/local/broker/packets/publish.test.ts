import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

describe("handlePublish", () => {
  test("a message reaches whoever subscribed to its topic, and its publisher is acknowledged", async () => {
    const { connect } = testBroker();
    const subscriber = await connect("subscriber");
    expect(await subscriber.subscribe("a/b")).toEqual([1]);
    const publisher = await connect("publisher");
    await publisher.publishAcknowledged("a/b", "hello");
    const message = await subscriber.receive();
    expect(message).toMatchObject({ topic: "a/b", qos: 1, retain: false, dup: false });
    expect(message.payload.toString()).toBe("hello");
  });
});
