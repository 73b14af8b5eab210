import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";
import type { TestClient } from "../helpers/test-client";

afterEach(closeBrokers);

/** Starts a broker and a client that subscribes to all lifecycle events. */
async function setUp(options: Parameters<typeof testBroker>[0] = {}) {
  const broker = testBroker(options);
  const watcher = await broker.connect("watcher");
  await watcher.subscribe("$aws/events/#");
  const subscribed = await watcher.receive();
  expect(subscribed.topic).toBe("$aws/events/subscriptions/subscribed/watcher");
  return { ...broker, watcher };
}

async function event(watcher: TestClient): Promise<[string, Record<string, unknown>]> {
  const { topic, payload } = await watcher.receive();
  return [topic, JSON.parse(payload.toString())];
}

describe("lifecycle events", () => {
  test("report connecting and disconnecting, with one version number", async () => {
    const { open, watcher, clock } = await setUp({
      authenticate: async () => ({ ok: true, policy: policyWith(), principalId: "user7" }),
    });
    const client = open({ remoteAddress: "192.0.2.7" });
    await client.connect({ clientId: "c" });
    const [topic, connected] = await event(watcher);
    expect(topic).toBe("$aws/events/presence/connected/c");
    expect(connected).toEqual({
      clientId: "c",
      timestamp: clock.now(),
      eventType: "connected",
      sessionIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
      principalIdentifier: "user7",
      ipAddress: "192.0.2.7",
      versionNumber: 1,
    });
    await client.disconnect();
    expect(await event(watcher)).toEqual([
      "$aws/events/presence/disconnected/c",
      {
        clientId: "c",
        timestamp: clock.now(),
        eventType: "disconnected",
        sessionIdentifier: connected.sessionIdentifier,
        principalIdentifier: "user7",
        clientInitiatedDisconnect: true,
        disconnectReason: "CLIENT_INITIATED_DISCONNECT",
        versionNumber: 1,
      },
    ]);
  });

  test("report a lost connection", async () => {
    const { connect, watcher } = await setUp();
    const client = await connect("c");
    await event(watcher);
    await client.kill();
    expect((await event(watcher))[1]).toMatchObject({
      clientInitiatedDisconnect: false,
      disconnectReason: "CONNECTION_LOST",
    });
  });

  test.each([
    ["to connect", policyWith({ connect: ({ clientId }) => ({ allowed: clientId === "watcher" }) })],
    ["to publish its Will", policyWith({ publish: () => DENIED })],
  ])("report a client that may not %s", async (_, policy) => {
    const { open, watcher } = await setUp({ policy });
    const will = { topic: "last/words", payload: Buffer.from("gone"), qos: 0, retain: false } as const;
    await open().connect({ clientId: "c", will });
    const [topic, failed] = await event(watcher);
    expect(topic).toBe("$aws/events/presence/connect_failed/c");
    expect(failed).toMatchObject({
      clientId: "c",
      eventType: "connect_failed",
      connectFailureReason: "AUTHORIZATION_FAILED",
    });
  });

  test("report subscribing and unsubscribing", async () => {
    const { connect, watcher } = await setUp();
    const client = await connect("c");
    await event(watcher);
    await client.subscribe("a", "$SYS/refused", "b/+");
    const [topic, subscribed] = await event(watcher);
    expect([topic, subscribed.eventType, subscribed.topics]).toEqual([
      "$aws/events/subscriptions/subscribed/c",
      "subscribed",
      ["a", "b/+"],
    ]);
    client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: ["a", "never"] });
    const [topic2, unsubscribed] = await event(watcher);
    expect([topic2, unsubscribed.eventType, unsubscribed.topics]).toEqual([
      "$aws/events/subscriptions/unsubscribed/c",
      "unsubscribed",
      ["a"],
    ]);
  });

  test("are not published for client ids with # or +", async () => {
    const { connect, watcher } = await setUp();
    await connect("c#");
    await connect("c+");
    await watcher.expectNothing();
  });

  test("are delivered to subscribers of one kind or one client, if their policy allows receiving", async () => {
    const receive = (topic: string) => ({ allowed: !topic.endsWith("/secret") });
    const { connect } = testBroker({ policy: policyWith({ receive }) });
    const watcher = await connect("watcher");
    await watcher.subscribe("$aws/events/presence/connected/+");
    await connect("secret");
    await connect("c");
    expect((await watcher.receive()).topic).toBe("$aws/events/presence/connected/c");
    await watcher.expectNothing();
  });
});
