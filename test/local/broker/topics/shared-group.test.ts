import { closeBrokers, testBroker } from "../helpers/test-broker";

afterEach(closeBrokers);

const FILTER = "$share/workers/jobs/+";

/** Takes all messages that a client has received. @returns their payloads */
async function drain(client: Awaited<ReturnType<ReturnType<typeof testBroker>["connect"]>>): Promise<string[]> {
  const payloads: string[] = [];
  client.send({ cmd: "pingreq" });
  for (;;) {
    while (client.inbox.length === 0) await new Promise(setImmediate);
    if (client.inbox[0]?.cmd === "pingresp") break;
    payloads.push((await client.receive()).payload.toString());
  }
  await client.next("pingresp");
  return payloads;
}

describe.each([4, 5] as const)("a shared subscription of MQTT version %s", (protocolVersion) => {
  const version = { protocolVersion };
  const kept = { protocolVersion, clean: false, properties: { sessionExpiryInterval: 3600 } };

  test("gives each message to one member, and all members the same share (MQTT 5, 4.8.2)", async () => {
    const { connect } = testBroker();
    const workers = [await connect("w1", version), await connect("w2", version), await connect("w3", version)];
    for (const worker of workers) await worker.subscribe(FILTER);
    const publisher = await connect("publisher");
    for (let count = 0; count < 30; count++) await publisher.publishAcknowledged("jobs/x", `${count}`);
    const shares = await Promise.all(workers.map(drain));
    expect(shares.map((share) => share.length)).toEqual([10, 10, 10]);
    expect(shares.flat().sort()).toEqual(Array.from({ length: 30 }, (_, at) => `${at}`).sort());
  });

  test("does not affect ordinary subscriptions and other groups, which all receive the message", async () => {
    const { connect } = testBroker();
    const client = await connect("c", version);
    await client.subscribe(
      { topic: "jobs/+", qos: 0 },
      { topic: FILTER, qos: 0 },
      { topic: "$share/others/jobs/x", qos: 0 },
    );
    client.publish("jobs/x", "x", { qos: 0 });
    expect(await drain(client)).toEqual(["x", "x", "x"]);
  });

  test("delivers to another member what one had not acknowledged when it disconnected", async () => {
    const { connect } = testBroker();
    const leaving = await connect("leaving", version);
    const staying = await connect("staying", version);
    await leaving.subscribe(FILTER);
    await staying.subscribe(FILTER);
    const publisher = await connect("publisher");
    for (const payload of ["1", "2", "3", "4"]) await publisher.publishAcknowledged("jobs/x", payload);
    expect((await drain(staying)).sort()).toHaveLength(2);
    await leaving.next("publish");
    await leaving.next("publish");
    await leaving.kill();
    expect(await drain(staying)).toHaveLength(2);
  });

  test("keeps QoS 1 messages while no member is connected, if one has a persistent session (DG: message queuing)", async () => {
    const { connect } = testBroker();
    const worker = await connect("w1", kept);
    await worker.subscribe(FILTER);
    await worker.kill();
    const publisher = await connect("publisher");
    await publisher.publishAcknowledged("jobs/x", "kept");
    publisher.publish("jobs/x", "QoS 0", { qos: 0 });
    await publisher.expectNothing();
    expect(await drain(await connect("w1", kept))).toEqual(["kept"]);
  });

  test("delivers waiting messages to a new member, too", async () => {
    const { connect } = testBroker();
    const worker = await connect("w1", kept);
    await worker.subscribe(FILTER);
    await worker.kill();
    await (await connect("publisher")).publishAcknowledged("jobs/x", "kept");
    const another = await connect("w2", version);
    await another.subscribe(FILTER);
    expect(await drain(another)).toEqual(["kept"]);
    expect(await drain(await connect("w1", kept))).toEqual([]);
  });

  test("prefers a connected member whose window is open", async () => {
    const { connect } = testBroker({ limits: { outboundUnacknowledged: 1 } });
    const busy = await connect("busy", version);
    const free = await connect("free", version);
    await busy.subscribe(FILTER);
    await free.subscribe(FILTER);
    const publisher = await connect("publisher");
    for (const payload of ["1", "2", "3"]) {
      await publisher.publishAcknowledged("jobs/x", payload);
      await drain(free);
    }
    expect(busy.inbox).toHaveLength(1);
  });

  test("loses no message when a persistent member leaves the group and another persistent one stays", async () => {
    const { connect, clock } = testBroker();
    const first = await connect("w1", kept);
    await first.subscribe(FILTER);
    await first.kill();
    clock.advance(1_800_000);
    const second = await connect("w2", kept);
    await second.subscribe(FILTER);
    await second.kill();
    await (await connect("publisher")).publishAcknowledged("jobs/x", "kept");
    clock.advance(1_800_000);
    expect(await drain(await connect("w2", kept))).toEqual(["kept"]);
  });
});

describe("a shared subscription that ends", () => {
  test("reports the messages that no client will receive", async () => {
    const { connect, clock, told } = testBroker();
    const worker = await connect("w1", { clean: false });
    await worker.subscribe(FILTER);
    await worker.kill();
    await (await connect("publisher")).publishAcknowledged("jobs/x", "x");
    clock.advance(3_600_000);
    expect(told("dropped")).toEqual([{ type: "dropped", topic: "jobs/x", qos: 1, cause: "shared-group-ended" }]);
  });

  test("drops what its only member, without a persistent session, had not acknowledged", async () => {
    const { connect, told } = testBroker();
    const worker = await connect("w1");
    await worker.subscribe(FILTER);
    await (await connect("publisher")).publishAcknowledged("jobs/x", "x");
    await worker.kill();
    expect(told("dropped")).toMatchObject([{ cause: "shared-group-ended" }]);
  });
});

describe("AWS's limits of shared subscriptions", () => {
  test("refuse more members in a group with 0x97, but not a member that subscribes again", async () => {
    const { connect5 } = testBroker({ limits: { sharedGroupMembers: 1 } });
    const client = await connect5("c");
    expect(await client.subscribe(FILTER)).toEqual([1]);
    expect(await client.subscribe(FILTER)).toEqual([1]);
    expect(await (await connect5("other")).subscribe(FILTER)).toEqual([0x97]);
  });

  test("refuse more groups in an account with 0x97", async () => {
    const { connect5 } = testBroker({ limits: { sharedGroups: 1 } });
    const client = await connect5("c");
    expect(await client.subscribe(FILTER)).toEqual([1]);
    expect(await client.subscribe("$share/others/jobs/+")).toEqual([0x97]);
    client.send({ cmd: "unsubscribe", messageId: 9, unsubscriptions: [FILTER] });
    await client.next("unsuback");
    expect(await client.subscribe("$share/others/jobs/+")).toEqual([1]);
  });

  test("drop and report a message that does not fit into a group's queue", async () => {
    const { connect, connect5, told } = testBroker({ limits: { sharedGroupQueue: 1 } });
    const worker = await connect("w1", { clean: false });
    await worker.subscribe(FILTER);
    await worker.kill();
    const publisher = await connect5("publisher");
    expect((await publisher.publishAcknowledged("jobs/x", "1")).reasonCode).toBe(0);
    expect((await publisher.publishAcknowledged("jobs/x", "2")).reasonCode).toBe(0);
    expect(told("dropped")).toEqual([{ type: "dropped", topic: "jobs/x", qos: 1, cause: "queue-full" }]);
  });

  test("let a message wait until a member can receive it", async () => {
    const { connect } = testBroker({ limits: { outboundUnacknowledged: 1 } });
    const busy = await connect("busy");
    const idle = await connect("idle");
    for (const worker of [busy, idle]) await worker.subscribe(FILTER);
    const publisher = await connect("publisher");
    for (let count = 0; count < 10; count++) await publisher.publishAcknowledged("jobs/x", `${count}`);
    await busy.next("publish");
    await idle.receivePayloads(9);
  });
});
