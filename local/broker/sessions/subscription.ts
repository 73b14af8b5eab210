import type { TopicFilter } from "../topics/topic-filter";
import type { Message } from "./message";
import type { Outbox } from "./outbox";

/** Sends QoS 0 messages to a connected client. */
export interface MessageReceiver {
  sendMessage(message: Message, retain: boolean): void;
  /** `blocked`: whether the client is not receiving right now. */
  readonly outbound: { readonly blocked: boolean };
}

/** The session of a subscription, with the members that routing needs. */
export interface Subscriber {
  readonly clientId: string;
  /** Undefined while the client is disconnected. */
  readonly connection: MessageReceiver | undefined;
  readonly outbox: Outbox;
  /** Whether the session outlives its connection. */
  readonly persistent: boolean;
}

/** A shared subscription, with the members that its subscriptions need. */
export interface Membership {
  readonly size: number;
  remove(subscription: Subscription): void;
  /** Sends waiting messages to members whose queues have room. */
  sendQueued(): void;
}

/** One session's subscription to one filter. Subscribing again changes the options. */
export interface Subscription {
  readonly session: Subscriber;
  readonly filter: TopicFilter;
  /** Maximum QoS of the delivered messages. */
  qos: 0 | 1;
  /** MQTT 5: messages that the client itself publishes are not delivered. */
  noLocal: boolean;
  /** MQTT 5: delivered messages keep the publisher's RETAIN flag. */
  retainAsPublished: boolean;
  /** The shared subscription that the subscription belongs to, if any. */
  group?: Membership;
}
