import type { BrokerCore } from "./broker-core";
import type { Connection } from "./connection";
import type { Message } from "./sessions/message";
import type { Session } from "./sessions/session";
import type { Subscription } from "./sessions/subscription";
import type { SharedGroup } from "./topics/shared-group";
import type { FilterEntry } from "./topics/subscription-index";

/** What became of a published message. */
export interface RouteResult {
  /** False: somebody's queue is full, and nobody got it. */
  readonly accepted: boolean;
  /** Connected subscribers that are behind; the publisher should wait for them before it sends more. */
  readonly congested: readonly Connection[];
}

const NOBODY: readonly Connection[] = [];
const ACCEPTED: RouteResult = { accepted: true, congested: NOBODY };
const FULL: RouteResult = { accepted: false, congested: NOBODY };

/**
 * Brings messages from publishers to subscribers.
 *
 * No QoS 1 message is lost silently. Before anybody gets it, everybody's queue is looked at: if one is full, the message is refused as a
 * whole, so that the publisher knows and tries again. (AWS drops what exceeds its limits.) Well before that, publishers are slowed down
 * by those subscribers that are connected but slow: QoS 1 by a later PUBACK, QoS 0 by not being read from.
 *
 * A client with several matching subscriptions gets the message once, with the highest QoS of them (MQTT 5, 3.3.4).
 */
export class Router {
  constructor(private readonly core: BrokerCore) {}

  /** Routes the message and, with RETAIN set, keeps it. */
  publish(message: Message, publisher?: Connection): RouteResult {
    if (!message.retain) return this.route(message, publisher);
    if (!this.core.retained.hasRoom(message)) return FULL;
    const result = this.route(message, publisher);
    if (result.accepted) this.core.retained.store(message);
    return result;
  }

  private route(message: Message, publisher: Connection | undefined): RouteResult {
    const entries = this.core.subscriptions.match(message.topic);
    const [first] = entries;
    if (!first) return ACCEPTED;
    const subscriptions = entries.length === 1 ? first.subscribers : mergeSubscribers(entries, publisher?.session);
    if (message.qos === 1 && !this.hasRoom(subscriptions, entries)) return FULL;
    const congested: Connection[] = [];
    for (const subscription of subscriptions.values()) {
      if (subscription.noLocal && subscription.session === publisher?.session) continue;
      deliver(message, subscription);
      noteCongestion(subscription.session, publisher, congested);
    }
    for (const { groups } of entries) {
      if (groups) routeToGroups(message, groups.values(), publisher, congested);
    }
    return congested.length > 0 ? { accepted: true, congested } : ACCEPTED;
  }

  private hasRoom(subscriptions: ReadonlyMap<Session, Subscription>, entries: readonly FilterEntry[]): boolean {
    const { queuedMessages, queuedBytes } = this.core.limits;
    for (const { qos, session } of subscriptions.values()) {
      if (qos === 0) continue;
      const { outbox } = session;
      if (outbox.waitingCount >= queuedMessages || outbox.waitingBytes >= queuedBytes) return false;
    }
    for (const { groups } of entries) {
      if (!groups) continue;
      for (const group of groups.values()) {
        if (!group.hasRoom(queuedMessages)) return false;
      }
    }
    return true;
  }
}

/** Gives a message to a subscriber; QoS 1 if both want it. */
function deliver(message: Message, subscription: Subscription): void {
  const { session } = subscription;
  const retain = subscription.retainAsPublished && message.retain;
  if (message.qos === 1 && subscription.qos === 1) session.outbox.add({ message, retain });
  else session.connection?.sendMessage(message, retain);
}

/** One member of each group gets the message. */
function routeToGroups(
  message: Message,
  groups: Iterable<SharedGroup>,
  publisher: Connection | undefined,
  congested: Connection[],
): void {
  for (const group of groups) {
    const member = group.choose();
    if (member) {
      group.deliver(member, message);
      noteCongestion(member.session, publisher, congested);
    } else if (message.qos === 1) {
      group.enqueue(message);
    }
  }
}

/** A publisher is not made to wait for itself: it would wait for ever. */
function noteCongestion(session: Session, publisher: Connection | undefined, congested: Connection[]): void {
  const { connection } = session;
  if (connection?.congested && connection !== publisher) congested.push(connection);
}

function mergeSubscribers(
  entries: readonly FilterEntry[],
  publisher: Session | undefined,
): ReadonlyMap<Session, Subscription> {
  const merged = new Map<Session, Subscription>();
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
