import { type Clock, systemClock } from "../clock";
import { type Assumptions, DEFAULT_ASSUMPTIONS } from "./broker-assumptions";
import type { DropCause, EventListener } from "./broker-event";
import type { BrokerOptions } from "./broker-options";
import type { Authenticate } from "./connection/authentication";
import type { ConnectionEnd } from "./connection/disconnect-reason";
import { LifecycleEvents } from "./delivery/lifecycle-events";
import { RetainedMessages } from "./delivery/retained-messages";
import { Router } from "./delivery/router";
import { Wills } from "./delivery/wills";
import { type BrokerLimits, DEFAULT_LIMITS } from "./limits";
import type { Message } from "./sessions/message";
import { SessionStore } from "./sessions/session-store";
import { WaitingMemory } from "./sessions/waiting-memory";
import { SubscriptionIndex } from "./topics/subscription-index";
import { TopicNames } from "./topics/topic-name";
import { FlushScheduler } from "./wire/outbound-stream";
import type { PacketReader } from "./wire/packet-reader";

/** A stream that has not ended. */
interface OpenStream {
  end(end: ConnectionEnd): void;
  /** Resolves once the stream is closed. */
  closed(): Promise<void>;
}

/** The options and the state that all connections of a broker share. */
export class BrokerCore {
  readonly authenticate: Authenticate;
  readonly emit: EventListener | undefined;
  /** Called with `published` and `delivered` events. */
  readonly emitTraffic: EventListener | undefined;
  readonly clock: Clock;
  readonly wallClock: Clock;
  readonly limits: BrokerLimits;
  readonly assumptions: Assumptions;
  readonly topics: TopicNames;
  readonly subscriptions: SubscriptionIndex;
  readonly retained: RetainedMessages;
  readonly sessions: SessionStore;
  readonly wills: Wills;
  readonly router: Router;
  readonly lifecycle: LifecycleEvents;
  /** Every stream that has not ended, logged in or not. */
  readonly connections = new Set<OpenStream>();
  readonly flushes = new FlushScheduler();
  /** Reads for one connection after the other. Undefined while one is being read from. */
  spareReader: PacketReader | undefined;
  /** Accounts for the memory of messages that wait for clients. */
  readonly memory: WaitingMemory;

  constructor(options: BrokerOptions) {
    this.authenticate = options.authenticate;
    this.emit = options.onEvent;
    this.emitTraffic = options.tellTraffic === false ? undefined : options.onEvent;
    this.clock = options.clock ?? systemClock;
    this.wallClock = options.wallClock ?? systemClock;
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.assumptions = { ...DEFAULT_ASSUMPTIONS, ...options.assumptions };
    this.memory = new WaitingMemory(this.limits.waitingBytes);
    this.topics = new TopicNames(this.limits);
    this.subscriptions = new SubscriptionIndex(this.limits, this.memory, (message, cause) => this.drop(message, cause));
    this.retained = new RetainedMessages(this.clock, this.limits.retainedMessages);
    this.sessions = new SessionStore(this);
    this.wills = new Wills(this);
    this.router = new Router(this.subscriptions, this.retained);
    this.lifecycle = new LifecycleEvents(this);
  }

  /** Reports that messages of a client were dropped for one cause: `count` messages, of which `message` is the last. */
  drop(message: Message, cause: DropCause, clientId?: string, count = 1): void {
    this.emit?.({
      type: "dropped",
      ...(clientId !== undefined && { clientId }),
      topic: message.topic.name,
      qos: message.qos,
      cause,
      ...(count > 1 && { count }),
    });
  }
}
