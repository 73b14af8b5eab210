import type { Message } from "../sessions/message";
import type { Subscriber, Subscription } from "../sessions/subscription";
import type { SharedGroup } from "../topics/shared-group";
import type { FilterEntry, SubscriptionIndex } from "../topics/subscription-index";
import type { RetainedMessages } from "./retained-messages";

/**
 * Routes messages from publishers to subscribers.
 *
 * A slow subscriber does not delay other clients, neither publishers nor the other subscribers of the topic. Every
 * subscriber has its own queue. When the queue is full, the subscriber misses messages (QoS 0) or is disconnected (QoS
 * 1), see {@link Assumptions.slowSubscriber}. Every dropped message is reported, with the client and the topic.
 *
 * A client with several matching subscriptions receives the message once, with the highest QoS of them (MQTT 5, 3.3.4).
 */
export class Router {
  constructor(
    private readonly subscriptions: SubscriptionIndex,
    private readonly retained: RetainedMessages,
  ) {}

  /**
   * Routes the message and, if its RETAIN flag is set, stores it.
   * @returns false if too many topics have a retained message; then no subscriber receives the message
   */
  publish(message: Message, publisher?: Subscriber): boolean {
    if (message.retain && !this.retained.hasRoom(message)) return false;
    this.route(message, publisher);
    if (message.retain) this.retained.store(message);
    return true;
  }

  private route(message: Message, publisher: Subscriber | undefined): void {
    const entries = this.subscriptions.match(message.topic);
    const [first] = entries;
    if (!first) return;
    const { only } = first;
    if (only && entries.length === 1 && !first.groups) {
      if (!only.noLocal || only.session !== publisher) deliver(message, only);
      return;
    }
    const subscriptions = entries.length === 1 ? first.subscribers : mergeSubscribers(entries, publisher);
    for (const subscription of subscriptions.values()) {
      if (subscription.noLocal && subscription.session === publisher) continue;
      deliver(message, subscription);
    }
    for (const { groups } of entries) {
      if (groups) routeToGroups(message, groups.values());
    }
  }
}

/** Delivers a message to a subscriber, with QoS 1 if both the message and the subscription have QoS 1. */
function deliver(message: Message, subscription: Subscription): void {
  const { session } = subscription;
  const retain = subscription.retainAsPublished && message.retain;
  if (message.qos === 1 && subscription.qos === 1) session.outbox.add({ message, retain });
  else session.connection?.sendMessage(message, retain);
}

/** Delivers a message to one member of each shared subscription. */
function routeToGroups(message: Message, groups: Iterable<SharedGroup>): void {
  for (const group of groups) {
    const member = group.choose();
    if (member) group.deliver(member, message);
    else if (message.qos === 1) group.enqueue(message);
  }
}

function mergeSubscribers(
  entries: readonly FilterEntry[],
  publisher: Subscriber | undefined,
): ReadonlyMap<Subscriber, Subscription> {
  const merged = new Map<Subscriber, Subscription>();
  for (const { subscribers } of entries) {
    for (const [session, subscription] of subscribers) {
      if (subscription.noLocal && session === publisher) continue;
      const other = merged.get(session);
      merged.set(session, other ? strongest(other, subscription) : subscription);
    }
  }
  return merged;
}

function strongest(one: Subscription, other: Subscription): Subscription {
  return {
    ...one,
    qos: one.qos === 1 || other.qos === 1 ? 1 : 0,
    retainAsPublished: one.retainAsPublished || other.retainAsPublished,
    noLocal: false,
  };
}
