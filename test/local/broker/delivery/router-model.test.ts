import fc from "fast-check";
import type { IPublishPacket } from "mqtt-packet";
import { closeBrokers, testBroker } from "../helpers/test-broker";
import type { TestClient } from "../helpers/test-client";

afterEach(closeBrokers);

/** Clients by name: the version, and whether the session outlives the connection. */
const CLIENTS = {
  one: { version: 4, persistent: false },
  two: { version: 4, persistent: true },
  three: { version: 5, persistent: false },
  four: { version: 5, persistent: true },
} as const;
type Name = keyof typeof CLIENTS;

const NAMES = Object.keys(CLIENTS) as Name[];
const TOPICS = ["a", "a/b", "a/c", "b/b", "a/b/c"];
const FILTERS = [...TOPICS, "#", "+", "a/#", "a/+", "+/b", "+/+/c"];

/** A message as a client receives it. */
type Received = Pick<IPublishPacket, "topic" | "qos" | "retain"> & {
  readonly payload: string;
  readonly properties: object;
};
/** Options of a subscription: QoS, No Local, Retain As Published (MQTT 5, 3.8.3.1). */
type Option = { readonly qos: 0 | 1; readonly nl: boolean; readonly rap: boolean };
/** A message as a client sends it; `length` is that of its payload, in bytes. */
type Sent = Omit<Received, "payload" | "properties"> & {
  readonly dup: boolean;
  readonly length: number;
  readonly topicAlias: number | undefined;
  readonly properties: { readonly messageExpiryInterval?: number };
};
type Step =
  | { readonly step: "leave" | "join"; readonly name: Name }
  | { readonly step: "unsubscribe"; readonly name: Name; readonly filter: string }
  | ({ readonly step: "subscribe"; readonly name: Name; readonly filter: string } & Option)
  | ({ readonly step: "publish"; readonly name: Name } & Sent);

const name = fc.constantFrom(...NAMES);
const filter = fc.constantFrom(...FILTERS);
const qos = fc.constantFrom(0 as const, 1 as const);
const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ step: fc.constantFrom("leave" as const, "join" as const), name }) },
    { weight: 2, arbitrary: fc.record({ step: fc.constant("unsubscribe" as const), name, filter }) },
    {
      weight: 3,
      arbitrary: fc.record({
        ...{ step: fc.constant("subscribe" as const), name, filter },
        ...{ qos, nl: fc.boolean(), rap: fc.boolean() },
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        ...{ step: fc.constant("publish" as const), name, topic: fc.constantFrom(...TOPICS), qos },
        ...{ retain: fc.boolean(), dup: fc.boolean(), topicAlias: often(fc.integer({ min: 1, max: 8 })) },
        length: fc.constantFrom(0, 3, 121, 200, 8180, 8200, 20_000),
        properties: fc.record(
          {
            userProperties: fc.constant({ k: "v" }),
            contentType: fc.constant("t"),
            messageExpiryInterval: fc.constantFrom(0, 60),
          },
          { requiredKeys: [] },
        ),
      }),
    },
  ),
  { maxLength: 60, size: "max" },
);

/** Which filters match a topic (MQTT 5, 4.7.1), in the plainest way. AWS: `a/#` does not match `a`. */
function matches(pattern: string, topic: string): boolean {
  const source = pattern.replaceAll("+", "[^/]*").replace(/#$/, ".*");
  return new RegExp(`^${source}$`).test(topic);
}

/** The rules of MQTT and AWS about subscriptions and messages, without anything that makes them fast. */
class Model {
  readonly subscriptions = new Map<Name, Map<string, Option>>(NAMES.map((each) => [each, new Map()]));
  readonly retained = new Map<string, Received>();
  /** What a client receives next. */
  readonly due = new Map<Name, Received[]>(NAMES.map((each) => [each, []]));
  readonly connected = new Set<Name>();

  leave(client: Name): void {
    this.connected.delete(client);
    if (!CLIENTS[client].persistent) this.subscriptions.set(client, new Map());
  }

  subscribe(client: Name, pattern: string, { qos: most, nl, rap }: Option): void {
    const option = CLIENTS[client].version === 5 ? { qos: most, nl, rap } : { qos: most, nl: false, rap: false };
    this.subscriptions.get(client)?.set(pattern, option);
    const kept = this.retained.get(pattern);
    if (kept) this.deliver(client, kept, most, true);
  }

  publish(publisher: Name, message: Received): void {
    for (const [client, options] of this.subscriptions) {
      const all = [...options].filter(([pattern]) => matches(pattern, message.topic)).map(([, option]) => option);
      const counting = all.filter(({ nl }) => !nl || client !== publisher);
      if (counting.length === 0) continue;
      const most = counting.some((option) => option.qos === 1) ? 1 : 0;
      this.deliver(client, message, most, message.retain && counting.some(({ rap }) => rap));
    }
    if (!message.retain) return;
    if (message.payload === "") this.retained.delete(message.topic);
    else this.retained.set(message.topic, message);
  }

  private deliver(client: Name, message: Received, most: 0 | 1, retain: boolean): void {
    const lower = Math.min(message.qos, most) as 0 | 1;
    if (lower === 0 && !this.connected.has(client)) return;
    const properties = CLIENTS[client].version === 5 ? message.properties : {};
    this.due.get(client)?.push({ ...message, properties, qos: lower, retain });
  }
}

/** Takes what a client has received up to now, and acknowledges it. */
async function received(client: TestClient): Promise<Received[]> {
  const packets = (await client.takeAll()).filter((packet) => packet.cmd === "publish");
  for (const { qos: level, messageId = 0 } of packets) if (level === 1) client.send({ cmd: "puback", messageId });
  return packets.map(({ topic, qos: level, retain, dup, payload, properties }) => {
    expect(dup).toBe(false);
    return { topic, qos: level, retain, payload: payload.toString(), properties: { ...properties } };
  });
}

test("after any sequence of subscriptions, messages and reconnects, clients receive what MQTT and AWS say", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { connect } = testBroker();
      const model = new Model();
      const clients = new Map<Name, TestClient>();
      const join = async (each: Name) => {
        const { version, persistent } = CLIENTS[each];
        const properties = version === 5 && persistent ? { properties: { sessionExpiryInterval: 3600 } } : {};
        clients.set(each, await connect(each, { protocolVersion: version, clean: !persistent, ...properties }));
        model.connected.add(each);
      };
      for (const each of NAMES) await join(each);
      for (const [number, { name: each, ...step }] of all.entries()) {
        const client = clients.get(each);
        if (step.step === "join") {
          // A client that is connected is taken over.
          if (client) model.leave(each);
          await join(each);
        } else if (!client) {
          continue;
        } else if (step.step === "leave") {
          clients.delete(each);
          model.leave(each);
          await client.kill();
        } else if (step.step === "subscribe") {
          const { filter: topic, qos: most, nl, rap } = step;
          client.sendSubscribe({ topic, qos: most, ...(CLIENTS[each].version === 5 && { nl, rap }) });
          model.subscribe(each, topic, step);
        } else if (step.step === "unsubscribe") {
          client.send({ cmd: "unsubscribe", messageId: 1, unsubscriptions: [step.filter] });
          model.subscriptions.get(each)?.delete(step.filter);
        } else if (step.step === "publish") {
          const { topic, qos: level, retain, dup, topicAlias, length } = step;
          const payload = length === 0 ? "" : `${number} `.padEnd(length, "x");
          const properties = CLIENTS[each].version === 5 ? step.properties : {};
          const expiry = properties.messageExpiryInterval;
          const alias = CLIENTS[each].version === 5 && topicAlias !== undefined ? { topicAlias } : {};
          const all5 = { ...properties, ...alias };
          client.publish(topic, payload, { qos: level, retain, dup: level === 1 && dup, properties: all5 });
          // AWS raises an expiry of 0 to 1 second.
          const kept = { ...properties, ...(expiry === 0 && { messageExpiryInterval: 1 }) };
          model.publish(each, { topic, payload, qos: level, retain, properties: kept });
        }
        // The one that did something first: its answer says that the broker has handled it.
        for (const one of [each, ...NAMES]) {
          const open = clients.get(one);
          if (!open) continue;
          expect({ number, one, got: await received(open) }).toEqual({ number, one, got: model.due.get(one) });
          model.due.set(one, []);
        }
      }
    }),
    { numRuns: 60 },
  );
});
