import { generate } from "mqtt-packet";
import type { AuthenticateResult, ConnectInfo } from "../../../../local/broker";
import { refusal } from "../helpers/refusal";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const allow: AuthenticateResult = { ok: true, policy: policyWith() };
const will = { topic: "last/words", payload: Buffer.from("gone"), qos: 0, retain: false } as const;

describe("the CONNACK of an accepted client", () => {
  test("has only the Session Present flag in MQTT 3.1.1 (3.2)", async () => {
    expect(await testBroker().open().connect()).toMatchObject({ returnCode: 0, sessionPresent: false });
  });

  test("lists AWS's limits and features in MQTT 5 (3.2.2.3)", async () => {
    const { reasonCode, sessionPresent, properties } = await testBroker().open().connect({ protocolVersion: 5 });
    expect({ reasonCode, sessionPresent }).toEqual({ reasonCode: 0, sessionPresent: false });
    expect(properties).toEqual({
      receiveMaximum: 100,
      maximumQoS: 1,
      retainAvailable: true,
      maximumPacketSize: 149_504,
      topicAliasMaximum: 8,
      wildcardSubscriptionAvailable: true,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: true,
      serverKeepAlive: 60,
    });
  });

  test.each([
    [0, 1200],
    [1, 30],
    [29, 30],
    [30, 30],
    [1200, 1200],
    [1201, 1200],
  ])("a keep-alive of %s becomes %s (GR: Connection inactivity)", async (keepalive, serverKeepAlive) => {
    const { properties } = await testBroker().open().connect({ protocolVersion: 5, keepalive });
    expect(properties?.serverKeepAlive).toBe(serverKeepAlive);
  });

  test("a session expiry above the account's hour is lowered and returned, one below is not mentioned (3.2.2.3.2)", async () => {
    const expiryOf = async (sessionExpiryInterval: number) => {
      const client = testBroker().open();
      const { properties } = await client.connect({ protocolVersion: 5, properties: { sessionExpiryInterval } });
      return properties?.sessionExpiryInterval;
    };
    expect(await expiryOf(0xffffffff)).toBe(3600);
    expect(await expiryOf(3600)).toBeUndefined();
  });

  test("a client without a client id is assigned one (3.1.3.1), which only MQTT 5 reports", async () => {
    const broker = testBroker();
    const answer = await broker.open().connect({ protocolVersion: 5, clientId: "" });
    expect(answer.properties?.assignedClientIdentifier).toMatch(/^[0-9a-f-]{36}$/);
    await broker.open().connect({ clientId: "" });
    expect(broker.told("connected").map(({ clientId }) => clientId)).toEqual([
      answer.properties?.assignedClientIdentifier,
      expect.stringMatching(/^[0-9a-f-]{36}$/),
    ]);
  });
});

describe("a login", () => {
  test("is decided with the data of the CONNECT", async () => {
    const seen: ConnectInfo[] = [];
    const { open } = testBroker({
      authenticate: async (connect) => {
        seen.push(connect);
        return allow;
      },
    });
    await open({ id: "an-id", remoteAddress: "192.0.2.7" }).connect({
      clientId: "c",
      username: "u?x=y",
      password: Buffer.of(0, 0xff),
      keepalive: 5,
      clean: false,
      will,
    });
    expect(seen).toEqual([
      {
        meta: { id: "an-id", transport: "mqtt", remoteAddress: "192.0.2.7" },
        clientId: "c",
        clientIdSent: true,
        username: "u?x=y",
        password: Buffer.of(0, 0xff),
        protocolVersion: 4,
        persistent: true,
        keepAliveSeconds: 5,
        willTopic: "last/words",
      },
    ]);
  });

  test.each([
    ["bad-credentials", 4, 0x86],
    ["not-authorized", 5, 0x87],
    ["unavailable", 3, 0x80],
    ["quota-exceeded", 3, 0x97],
  ] as const)("refused as %s is answered with %s in MQTT 3.1.1 and %s in MQTT 5", async (reason, code311, code5) => {
    const broker = testBroker({ authenticate: async () => ({ ok: false, reason }) });
    expect(await refusal({}, broker)).toBe(code311);
    expect(await refusal({ protocolVersion: 5 }, broker)).toBe(code5);
    expect(broker.told("refused").map(({ code }) => code)).toEqual([code311, code5]);
  });

  test("that is refused has a reason string in AWS's form (aws-greengrass-nucleus#1754)", async () => {
    const { open } = testBroker({ authenticate: async () => ({ ok: false, reason: "not-authorized" }) });
    const { properties } = await open({ id: "an-id" }).connect({ protocolVersion: 5 });
    expect(properties?.reasonString).toBe("CONNACK:Client is not authenticated/authorized to send the message:an-id");
  });

  test("that is refused is not answered in MQTT 3.1.1 with refusedConnect311=close", async () => {
    const authenticate = async () => ({ ok: false, reason: "not-authorized" }) as const;
    const broker = testBroker({ authenticate, assumptions: { refusedConnect311: "close" } });
    expect(await refusal({}, broker)).toBe("closed");
    expect(await refusal({ protocolVersion: 5 }, broker)).toBe(0x87);
  });

  test("that cannot be decided is refused as unavailable, and the error is reported", async () => {
    const error = new Error("no handler");
    const broker = testBroker({ authenticate: () => Promise.reject(error) });
    expect(await refusal({ protocolVersion: 5 }, broker)).toBe(0x80);
    expect(broker.told("error")).toEqual([{ type: "error", clientId: "client", error }]);
  });

  test("needs iot:Connect, asked with the client id, persistence and the Will's topic", async () => {
    const connect = jest.fn(() => DENIED);
    const broker = testBroker({ policy: policyWith({ connect }) });
    expect(await refusal({ clientId: "c", clean: false, will }, broker)).toBe(5);
    expect(connect.mock.calls).toEqual([[{ clientId: "c", persistent: true, willTopic: "last/words" }]]);
    expect(broker.told("denied")).toMatchObject([{ action: "Connect", resource: "c" }]);
  });

  test.each([false, true])("needs the right to publish the Will (life-cycle-events), retained: %s", async (retain) => {
    const publish = jest.fn(() => DENIED);
    const broker = testBroker({ policy: policyWith({ publish }) });
    expect(await refusal({ protocolVersion: 5, will: { ...will, retain } }, broker)).toBe(0x87);
    expect(publish.mock.calls).toEqual([["last/words", { retain }]]);
  });

  test("that is never decided does not keep a disconnected client", async () => {
    let decide = (_: AuthenticateResult) => {};
    const { broker, open } = testBroker({
      authenticate: () =>
        new Promise((resolve) => {
          decide = resolve;
        }),
    });
    const client = open();
    client.sendConnect();
    await new Promise(setImmediate);
    await client.kill();
    decide(allow);
    await new Promise(setImmediate);
    expect(broker.client("client")).toBeUndefined();
    expect(broker.connectionCount).toBe(0);
  });
});

describe("packets sent before the CONNACK", () => {
  test("wait until the login is decided, and are then handled in order", async () => {
    let decide = (_: AuthenticateResult) => {};
    const { open, told } = testBroker({
      authenticate: () =>
        new Promise((resolve) => {
          decide = resolve;
        }),
    });
    const client = open();
    client.sendConnect();
    client.sendSubscribe("a/b");
    client.publish("a/b", "early");
    await new Promise(setImmediate);
    expect(told("subscribed")).toEqual([]);
    decide(allow);
    await client.next("connack");
    await client.next("suback");
    expect((await client.next("publish")).payload.toString()).toBe("early");
    await client.next("puback");
  });

  test("are not read while they wait, so they cannot fill the memory", async () => {
    const { open } = testBroker({ authenticate: () => new Promise(() => {}) });
    const client = open();
    client.sendConnect();
    for (let count = 0; count < 100; count++) client.publish("a", Buffer.alloc(10_000));
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(client.stream.writableLength).toBeGreaterThan(900_000);
    await client.kill();
  });

  test("are discarded if it is refused", async () => {
    const { open, told } = testBroker({ authenticate: async () => ({ ok: false, reason: "not-authorized" }) });
    const client = open();
    client.sendConnect();
    client.publish("a/b", "early");
    await client.next("connack");
    await client.expectClosed();
    expect(told("published")).toEqual([]);
  });
});

describe("a second connection with the same client id", () => {
  test("replaces the first, which receives DISCONNECT 0x8E [MQTT-3.1.4-3] and ends as DUPLICATE_CLIENTID", async () => {
    const { connect5, broker, told } = testBroker();
    const first = await connect5("same");
    const second = await connect5("same");
    expect(await first.disconnectCode()).toBe(0x8e);
    await second.expectNothing();
    expect(broker.client("same")?.connected).toBe(true);
    expect(told("disconnected")).toMatchObject([{ disconnectReason: "DUPLICATE_CLIENTID", clientInitiated: false }]);
  });

  test("takes over nothing if its login is refused", async () => {
    const logins = [allow, { ok: false, reason: "bad-credentials" } as const];
    const { connect, open } = testBroker({ authenticate: async () => logins.shift() ?? allow });
    const first = await connect("same");
    expect(await open().connect({ clientId: "same" })).toMatchObject({ returnCode: 4 });
    await first.expectNothing();
  });
});

test("a CONNECT may arrive byte by byte", async () => {
  const client = testBroker().open();
  client.sendConnect();
  await client.next("connack");
  const slow = testBroker().open();
  for (const byte of generate({ cmd: "connect", clientId: "slow", protocolVersion: 4, clean: true })) {
    slow.sendBytes(Buffer.of(byte));
    await new Promise(setImmediate);
  }
  slow.sendBytes(Buffer.of(0xe0, 0));
  await slow.expectClosed();
});
