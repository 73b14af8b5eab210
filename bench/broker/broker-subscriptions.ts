import { DEFAULT_LIMITS } from "../../local/broker/limits";
import { DropTally } from "../../local/broker/sessions/drop-tally";
import { Session } from "../../local/broker/sessions/session";
import type { Subscription } from "../../local/broker/sessions/subscription";
import { WaitingMemory } from "../../local/broker/sessions/waiting-memory";
import { SubscriptionIndex } from "../../local/broker/topics/subscription-index";
import { parseTopicFilter } from "../../local/broker/topics/topic-filter";
import { type TopicName, TopicNames } from "../../local/broker/topics/topic-name";
import { systemClock } from "../../local/clock";
import { median, report } from "../measure";

const COUNTS = [10, 100, 1000, 10_000];
const ROUNDS = 9;
const MATCHES = 200_000;
const CHANGES = 20_000;
const limits = { ...DEFAULT_LIMITS, sharedGroups: Number.POSITIVE_INFINITY };

/** Topic filters by kind: of each kind, exactly one filter matches a topic of {@link topicOf}. */
const KINDS: Readonly<Record<string, (device: number) => string>> = {
  "without wildcards": (device) => `devices/${device}/state`,
  "with +": (device) => `devices/${device}/+`,
  "with #": (device) => `devices/${device}/#`,
  "shared, with +": (device) => `$share/workers/devices/${device}/+`,
};
const memory = new WaitingMemory(DEFAULT_LIMITS.waitingBytes);
const room = { ...DEFAULT_LIMITS, memory, onFull: () => {} };
const drops = new DropTally(systemClock, () => {});
const topicOf = (device: number): string => `devices/${device}/state`;

function subscription(device: number, whole: string): Subscription {
  const parsed = parseTopicFilter(whole, DEFAULT_LIMITS);
  if (!parsed.ok) throw new Error(parsed.problem);
  const session = new Session(`client${device}`, 4, 0, room, drops);
  return { session, filter: parsed.filter, qos: 1, noLocal: false, retainAsPublished: false };
}

/** Returns how many nanoseconds it takes to find the subscriber of a topic. */
function measureMatch(index: SubscriptionIndex, topics: readonly TopicName[]): number {
  const started = process.hrtime.bigint();
  let found = 0;
  for (let at = 0; at < MATCHES; at++) found += index.match(topics[at % topics.length] as TopicName).length;
  if (found !== MATCHES) throw new Error(`found ${found} subscribers in ${MATCHES} look-ups`);
  return Number(process.hrtime.bigint() - started) / MATCHES;
}

/** Returns how many nanoseconds it takes to add and remove one more subscription. */
function measureChange(index: SubscriptionIndex, extras: readonly Subscription[]): number {
  const started = process.hrtime.bigint();
  for (let at = 0; at < CHANGES; at++) {
    const extra = extras[at % extras.length] as Subscription;
    index.add(extra);
    index.remove(extra);
  }
  return Number(process.hrtime.bigint() - started) / CHANGES;
}

/** Measures how long it takes to find a topic's subscriber, and to subscribe, among 10 to 10,000 subscriptions. */
export function benchBrokerSubscriptions(): void {
  for (const [kind, filterOf] of Object.entries(KINDS)) {
    const candidates = COUNTS.map((count) => {
      const index = new SubscriptionIndex(limits, memory, () => {});
      for (let device = 0; device < count; device++) index.add(subscription(device, filterOf(device)));
      const names = new TopicNames(DEFAULT_LIMITS);
      const topics = Array.from({ length: 10 }, (_, at) => names.get(topicOf(Math.floor((at * count) / 10))));
      const extras = Array.from({ length: CHANGES }, (_, at) => subscription(count + at, filterOf(count + at)));
      return { count, index, topics, extras, match: [] as number[], change: [] as number[] };
    });
    for (let round = 0; round < ROUNDS; round++) {
      for (const each of candidates) {
        each.match.push(measureMatch(each.index, each.topics));
        each.change.push(measureChange(each.index, each.extras));
      }
    }
    for (const what of ["match", "change"] as const) {
      const costs = candidates.map((each) => median(each[what]));
      const detail = candidates.map(({ count }, at) => `${count}: ${Math.round(costs[at] ?? 0)} ns`).join(", ");
      const title = `broker: ${what === "match" ? "finding" : "subscribing"} ${kind}, among 10,000 / among 10`;
      report(title, (costs.at(-1) ?? 0) / (costs[0] ?? 1), "flat", detail);
    }
  }
}

if (require.main === module) benchBrokerSubscriptions();
