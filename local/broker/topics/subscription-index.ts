import type { Subscriber, Subscription } from "../sessions/subscription";
import type { WaitingMemory } from "../sessions/waiting-memory";
import { type GroupDropListener, SharedGroup } from "./shared-group";
import type { TopicFilter } from "./topic-filter";
import type { TopicName } from "./topic-name";
import { TopicTrie } from "./topic-trie";

/** All subscriptions to one filter. */
export interface FilterEntry {
  readonly subscribers: Map<Subscriber, Subscription>;
  /** The only one of {@link subscribers}. Undefined if there are more, or none. */
  only?: Subscription | undefined;
  /** Shared subscriptions, by name. */
  groups?: Map<string, SharedGroup>;
}

const NO_ENTRIES: readonly FilterEntry[] = [];

/**
 * All subscriptions, indexed by filter. Filters without wildcards are found with one look-up, filters with wildcards by
 * walking the levels of the topic, so that the time does not grow with the number of subscriptions.
 */
export class SubscriptionIndex {
  private readonly exact = new Map<string, FilterEntry>();
  private readonly wild = new TopicTrie<FilterEntry>();
  private groups = 0;
  /** Replaced when a filter is added or removed. Entries that a topic matched before are out of date then. */
  private state: object = {};

  constructor(
    private readonly limits: {
      readonly sharedGroups: number;
      readonly sharedGroupMembers: number;
      readonly sharedGroupQueue: number;
    },
    private readonly memory: WaitingMemory,
    private readonly onGroupDrop: GroupDropListener,
  ) {}

  /** Whether AWS's limits allow one more client to subscribe to the filter. Only shared subscriptions are limited. */
  hasRoom(filter: TopicFilter): boolean {
    if (filter.share === undefined) return true;
    const group = this.find(filter)?.groups?.get(filter.share);
    return group ? group.size < this.limits.sharedGroupMembers : this.groups < this.limits.sharedGroups;
  }

  add(subscription: Subscription): void {
    const { filter } = subscription;
    const entry = this.find(filter) ?? this.create(filter);
    if (filter.share === undefined) {
      entry.subscribers.set(subscription.session, subscription);
      keepOnly(entry);
      return;
    }
    entry.groups ??= new Map();
    let group = entry.groups.get(filter.share);
    if (!group) {
      group = new SharedGroup(this.limits.sharedGroupQueue, this.memory, this.onGroupDrop);
      entry.groups.set(filter.share, group);
      this.groups++;
    }
    subscription.group = group;
    group.add(subscription);
  }

  remove(subscription: Subscription): void {
    const { filter, group, session } = subscription;
    const entry = this.find(filter);
    if (!entry) return;
    if (filter.share === undefined) {
      entry.subscribers.delete(session);
      keepOnly(entry);
    } else if (group) {
      group.remove(subscription);
      if (group.size === 0 && entry.groups?.delete(filter.share)) this.groups--;
    }
    if (entry.subscribers.size > 0 || entry.groups?.size) return;
    this.state = {};
    if (filter.wildcard) this.wild.delete(filter.levels);
    else this.exact.delete(filter.filter);
  }

  /** Returns the entries of all filters that match the topic, which keeps them until a filter is added or removed. */
  match(topic: TopicName): readonly FilterEntry[] {
    if (topic.matchedIn !== this.state) {
      topic.matches = this.search(topic);
      topic.matchedIn = this.state;
    }
    return topic.matches as readonly FilterEntry[];
  }

  private search(topic: TopicName): readonly FilterEntry[] {
    const exact = this.exact.get(topic.name);
    if (this.wild.size === 0) return exact ? [exact] : NO_ENTRIES;
    const entries = exact ? [exact] : [];
    this.wild.match(topic.levels, topic.reserved, (entry) => entries.push(entry));
    return entries;
  }

  private find(filter: TopicFilter): FilterEntry | undefined {
    return filter.wildcard ? this.wild.get(filter.levels) : this.exact.get(filter.filter);
  }

  private create(filter: TopicFilter): FilterEntry {
    const entry: FilterEntry = { subscribers: new Map(), only: undefined };
    this.state = {};
    if (filter.wildcard) this.wild.set(filter.levels, entry);
    else this.exact.set(filter.filter, entry);
    return entry;
  }
}

function keepOnly(entry: FilterEntry): void {
  const [first] = entry.subscribers.size === 1 ? entry.subscribers.values() : [];
  entry.only = first;
}
