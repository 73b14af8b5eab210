import { DEFAULT_LIMITS } from "../../../../local/broker/limits";
import { DropTally } from "../../../../local/broker/sessions/drop-tally";
import { Session } from "../../../../local/broker/sessions/session";
import type { Subscription } from "../../../../local/broker/sessions/subscription";
import { WaitingMemory } from "../../../../local/broker/sessions/waiting-memory";
import { SubscriptionIndex } from "../../../../local/broker/topics/subscription-index";
import { parseTopicFilter } from "../../../../local/broker/topics/topic-filter";
import { TopicNames } from "../../../../local/broker/topics/topic-name";
import { systemClock } from "../../../../local/clock";

const memory = new WaitingMemory(DEFAULT_LIMITS.waitingBytes);
const room = { ...DEFAULT_LIMITS, memory, onFull: () => {} };
const drops = new DropTally(systemClock, () => {});
const names = new TopicNames(DEFAULT_LIMITS);

function subscription(clientId: string, whole: string): Subscription {
  const parsed = parseTopicFilter(whole, DEFAULT_LIMITS);
  if (!parsed.ok) throw new Error(parsed.problem);
  const session = new Session(clientId, 4, 0, room, drops);
  return { session, filter: parsed.filter, qos: 1, noLocal: false, retainAsPublished: false };
}

function matched(index: SubscriptionIndex, topic: string): string[] {
  const found = index
    .match(names.get(topic))
    .flatMap(({ subscribers, groups }) => [
      ...[...subscribers.keys()].map(({ clientId }) => clientId),
      ...(groups?.keys() ?? []),
    ]);
  return found.sort();
}

describe("SubscriptionIndex", () => {
  test("finds exact filters, wildcards and groups", () => {
    const index = new SubscriptionIndex(DEFAULT_LIMITS, memory, () => {});
    for (const [clientId, filter] of [
      ["exact", "a/b"],
      ["plus", "a/+"],
      ["all", "#"],
      ["other", "a/c"],
      ["member", "$share/group/a/b"],
      ["member2", "$share/group2/+/b"],
    ] as const) {
      index.add(subscription(clientId, filter));
    }
    expect(matched(index, "a/b")).toEqual(["all", "exact", "group", "group2", "plus"]);
    expect(matched(index, "x")).toEqual(["all"]);
  });

  test("removes a subscription and keeps the others to the same filter", () => {
    const index = new SubscriptionIndex(DEFAULT_LIMITS, memory, () => {});
    const all = ["a/b", "a/+", "$share/g/a/b", "$share/g/a/+"].flatMap((filter) => [
      subscription("one", filter),
      subscription("two", filter),
    ]);
    for (const each of all) index.add(each);
    for (const each of all) if (each.session.clientId === "one") index.remove(each);
    expect(matched(index, "a/b")).toEqual(["g", "g", "two", "two"]);
    for (const each of all) index.remove(each);
    expect(matched(index, "a/b")).toEqual([]);
    expect(index).toEqual(new SubscriptionIndex(DEFAULT_LIMITS, memory, expect.any(Function)));
  });
});
