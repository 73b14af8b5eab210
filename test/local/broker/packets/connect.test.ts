import { generate, type IConnectPacket } from "mqtt-packet";
import type { AuthenticateResult, ConnectInfo } from "../../../../local/broker";
import { closeBrokers, DENIED, policyWith, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const allow: AuthenticateResult = { ok: true, policy: policyWith() };
const will = { topic: "last/words", payload: Buffer.from("gone"), qos: 0, retain: false } as const;

/** What becomes of a CONNECT: the code of the CONNACK, or "closed" without one. */
async function refusal(options: Partial<IConnectPacket>, broker = testBroker()): Promise<number | "closed"> {
  const client = broker.open();
  client.sendConnect(options);
  const answer = await client.next("connack").catch(() => undefined);
  await client.expectClosed();
  return answer?.reasonCode ?? answer?.returnCode ?? "closed";
}

describe("the CONNACK of an accepted client", () => {
  test("says little in MQTT 3.1.1 (3.2)", async () => {
    expect(await testBroker().open().connect()).toMatchObject({ returnCode: 0, sessionPresent: false });
  });

  test("says in MQTT 5 what AWS can and cannot do (3.2.2.3)", async () => {
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

  test("a client without a client id gets one (3.1.3.1): told in MQTT 5, silently in MQTT 3.1.1", async () => {
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

describe("a CONNECT that is refused", () => {
  test.each([
    ["a client id of 129 bytes", { clientId: `${"é".repeat(64)}x` }, 2],
    ["a client id that begins with $", { clientId: "$x" }, 2],
    ["a Will with QoS 2 (espMqttClient#116)", { will: { ...will, qos: 2 as const } }, "closed"],
    ["a Will with wildcards", { will: { ...will, topic: "a/+" } }, "closed"],
  ])("MQTT 3.1.1: %s", async (_, options, expected) => {
    expect(await refusal({ ...options })).toBe(expected);
  });

  const five = (properties: object, more: object = {}) => ({ protocolVersion: 5 as const, properties, ...more });
  test.each([
    ["a client id of 129 bytes", five({}, { clientId: "x".repeat(129) }), 0x85],
    ["a Will with QoS 2", five({}, { will: { ...will, qos: 2 } }), 0x9b],
    ["a Will with wildcards", five({}, { will: { ...will, topic: "a/#" } }), 0x90],
    ["a Will to a topic that begins with $", five({}, { will: { ...will, topic: "$aws/x" } }), 0x90],
    [
      "a Will with too large properties",
      five({}, { will: { ...will, properties: { contentType: "x".repeat(257) } } }),
      0x97,
    ],
    [
      "a Will property that belongs into CONNECT",
      five({}, { will: { ...will, properties: { receiveMaximum: 1 } } }),
      0x82,
    ],
    ["Receive Maximum 0 (3.1.2.11.3)", five({ receiveMaximum: 0 }), 0x82],
    ["Maximum Packet Size 0 (3.1.2.11.4)", five({ maximumPacketSize: 0 }), 0x82],
    ["Maximum Packet Size below AWS's 512", five({ maximumPacketSize: 511 }), 0x97],
    ["enhanced authentication (3.1.2.11.9)", five({ authenticationMethod: "SCRAM" }), 0x8c],
    ["a property of another packet", five({ reasonString: "x" }), 0x82],
  ])("MQTT 5: %s", async (_, options, expected) => {
    expect(await refusal(options as Partial<IConnectPacket>)).toBe(expected);
  });

  test.each([
    ["128 bytes of client id", { clientId: "é".repeat(64) }],
    ["Maximum Packet Size 512", { protocolVersion: 5 as const, properties: { maximumPacketSize: 512 } }],
    ["a Will as large as MQTT can have", { will: { ...will, payload: Buffer.alloc(65_535) } }],
  ])("is not one with %s", async (_, options) => {
    const answer = await testBroker().open().connect(options);
    expect(answer.reasonCode ?? answer.returnCode).toBe(0);
  });

  test("no client id for a session that is to be kept is answered with return code 2 [MQTT-3.1.3-8]", async () => {
    const client = testBroker().open();
    const received: Buffer[] = [];
    client.stream.on("data", (chunk) => received.push(chunk));
    client.sendBytes(Buffer.from("\x10\x0c\0\x04MQTT\x04\0\0\x3c\0\0", "latin1"));
    await client.expectClosed();
    expect(Buffer.concat(received)).toEqual(Buffer.of(0x20, 2, 0, 2));
  });

  test("a password without a user name closes the connection of MQTT 3.1.1 [MQTT-3.1.2-22], not of MQTT 5 (3.1.2.9)", async () => {
    const client = testBroker().open();
    client.sendBytes(Buffer.from("\x10\x11\0\x04MQTT\x04\x42\0\x3c\0\x01c\0\x02pw", "latin1"));
    await client.expectClosed();
    const info: ConnectInfo[] = [];
    const { open } = testBroker({
      authenticate: async (connect) => {
        info.push(connect);
        return allow;
      },
    });
    const other = open();
    other.sendBytes(Buffer.from("\x10\x12\0\x04MQTT\x05\x42\0\x3c\0\0\x01c\0\x02pw", "latin1"));
    await new Promise(setImmediate);
    expect(info[0]?.password?.toString()).toBe("pw");
  });

  test.each([
    ["3.1", Buffer.from("\x10\x0f\0\x06MQIsdp\x03\x02\0\x3c\0\x01c", "latin1")],
    ["6", Buffer.from("\x10\x0d\0\x04MQTT\x06\x02\0\x3c\0\x01c", "latin1")],
    ["3.1.1 with the bridge bit", Buffer.from("\x10\x0d\0\x04MQTT\x84\x02\0\x3c\0\x01c", "latin1")],
  ])("version %s is answered with return code 1 [MQTT-3.1.2-2]", async (_, bytes) => {
    const client = testBroker().open();
    const received: Buffer[] = [];
    client.stream.on("data", (chunk) => received.push(chunk));
    client.sendBytes(bytes);
    await client.expectClosed();
    expect(Buffer.concat(received)).toEqual(Buffer.of(0x20, 2, 0, 1));
  });

  test("the bridge bit can be allowed by option", async () => {
    const { broker, open } = testBroker({ assumptions: { bridgeBit: "accept" } });
    open().sendBytes(Buffer.from("\x10\x0d\0\x04MQTT\x84\x02\0\x3c\0\x01c", "latin1"));
    await new Promise(setImmediate);
    expect(broker.client("c")?.connected).toBe(true);
  });

  test("a malformed CONNECT closes the connection [MQTT-3.1.0-1]", async () => {
    const client = testBroker().open();
    client.sendBytes(Buffer.from("\x10\x0d\0\x04MQTT\x04\x03\0\x3c\0\x01c", "latin1"));
    await client.expectClosed();
  });
});

describe("a login", () => {
  test("is decided on what the CONNECT says", async () => {
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

  test("refused says why in AWS's form of a reason string (aws-greengrass-nucleus#1754)", async () => {
    const { open } = testBroker({ authenticate: async () => ({ ok: false, reason: "not-authorized" }) });
    const { properties } = await open({ id: "an-id" }).connect({ protocolVersion: 5 });
    expect(properties?.reasonString).toBe("CONNACK:Client is not authenticated/authorized to send the message:an-id");
  });

  test("refused is not answered in MQTT 3.1.1 if so assumed", async () => {
    const authenticate = async () => ({ ok: false, reason: "not-authorized" }) as const;
    const broker = testBroker({ authenticate, assumptions: { refusedConnect311: "close" } });
    expect(await refusal({}, broker)).toBe("closed");
    expect(await refusal({ protocolVersion: 5 }, broker)).toBe(0x87);
  });

  test("that cannot be decided is refused as unavailable, and the error told", async () => {
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

  test("that is never decided does not keep a client that went away", async () => {
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

  test("are thrown away if it is refused", async () => {
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
  test("wins; the first gets DISCONNECT 0x8E [MQTT-3.1.4-3] and ends as DUPLICATE_CLIENTID", async () => {
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

test("a CONNECT may come byte by byte", async () => {
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
