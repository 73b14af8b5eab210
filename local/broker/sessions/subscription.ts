import type { TopicFilter } from "../topics/topic-filter";
import type { Message } from "./message";
import type { Outbox } from "./outbox";

/** Takes the messages of a connected client that need no acknowledgement. */
export interface MessageReceiver {
  sendMessage(message: Message, retain: boolean): void;
  /** `blocked`: the client does not take in what is sent to it at the moment. */
  readonly outbound: { readonly blocked: boolean };
}

/** The session that a subscription belongs to, as far as messages are routed to it. */
export interface Subscriber {
  readonly clientId: string;
  /** Unset while the client is away. */
  readonly connection: MessageReceiver | undefined;
  readonly outbox: Outbox;
  /** Whether it outlives its connection. */
  readonly persistent: boolean;
}

/** The members of a shared subscription, as one of them sees it. */
export interface Membership {
  readonly size: number;
  remove(subscription: Subscription): void;
  /** Gives the members what waits for one that has room. */
  sendQueued(): void;
}

/** One session's subscription to one filter. Subscribing again changes the options. */
export interface Subscription {
  readonly session: Subscriber;
  readonly filter: TopicFilter;
  /** Highest QoS it gets. */
  qos: 0 | 1;
  /** MQTT 5: not what its own connection publishes. */
  noLocal: boolean;
  /** MQTT 5: forwarded messages keep the publisher's RETAIN flag. */
  retainAsPublished: boolean;
  /** Set once it is a member of a shared subscription. */
  group?: Membership;
}
