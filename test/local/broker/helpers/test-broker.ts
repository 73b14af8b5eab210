import { randomUUID } from "node:crypto";
import type { IConnectPacket } from "mqtt-packet";
import {
  Broker,
  type BrokerEvent,
  type BrokerOptions,
  type ConnectionMeta,
  type ConnectionPolicy,
  DEFAULT_LIMITS,
} from "../../../../local/broker";
import { FakeClock } from "../../fake-clock";
import { streamPair } from "./stream-pair";
import { TestClient } from "./test-client";

const ALLOWED = { allowed: true };
export const DENIED = { allowed: false };

/** Returns a policy that allows everything. @param overrides Decisions that differ */
export function policyWith(overrides: Partial<ConnectionPolicy> = {}): ConnectionPolicy {
  return {
    connect: () => ALLOWED,
    publish: () => ALLOWED,
    subscribe: () => ALLOWED,
    receive: () => ALLOWED,
    ...overrides,
  };
}

/** A broker, its two clocks, and its events. */
export interface TestBroker {
  readonly broker: Broker;
  readonly clock: FakeClock;
  readonly wallClock: FakeClock;
  readonly events: BrokerEvent[];
  /** Opens a connection on which nothing has been sent yet. */
  open(meta?: Partial<ConnectionMeta>): TestClient;
  /** Connects a client, with MQTT 3.1.1 unless the options have another version. */
  connect(clientId: string, options?: Partial<IConnectPacket>): Promise<TestClient>;
  /** Connects a client with MQTT 5. */
  connect5(clientId: string, options?: Partial<IConnectPacket>): Promise<TestClient>;
  /** Returns the events of a type, without the members that differ from run to run. */
  told<T extends BrokerEvent["type"]>(type: T): Extract<BrokerEvent, { type: T }>[];
}

const brokers: { readonly broker: Broker; readonly wallClock: FakeClock }[] = [];

/** Closes all brokers of a test, also if clients do not read. For `afterEach`. */
export async function closeBrokers(): Promise<void> {
  for (const { broker, wallClock } of brokers.splice(0)) {
    const closed = broker.close();
    wallClock.advance(DEFAULT_LIMITS.closeGraceMs);
    await closed;
  }
}

export function testBroker(options: Partial<BrokerOptions> & { policy?: ConnectionPolicy } = {}): TestBroker {
  const { policy = policyWith(), ...rest } = options;
  const clock = new FakeClock();
  const wallClock = new FakeClock();
  const events: BrokerEvent[] = [];
  const broker = new Broker({
    authenticate: async () => ({ ok: true, policy }),
    clock,
    wallClock,
    onEvent: (event) => events.push(event),
    ...rest,
  });
  brokers.push({ broker, wallClock });
  const open = (meta: Partial<ConnectionMeta> = {}) => {
    const [near, far] = streamPair();
    broker.accept(far, { id: randomUUID(), transport: "mqtt", ...meta });
    return new TestClient(near);
  };
  const connect = async (clientId: string, connectOptions: Partial<IConnectPacket> = {}) => {
    const client = open();
    const { returnCode, reasonCode } = await client.connect({ clientId, ...connectOptions });
    if (returnCode || reasonCode) throw new Error(`${clientId} was refused: ${returnCode ?? reasonCode}`);
    return client;
  };
  return {
    broker,
    clock,
    wallClock,
    events,
    open,
    connect,
    connect5: (clientId, connectOptions) => connect(clientId, { protocolVersion: 5, ...connectOptions }),
    told: (type) => events.filter((event) => event.type === type) as never,
  };
}
