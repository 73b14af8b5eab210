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

  test("finds for a topic that was looked up before what was subscribed and unsubscribed since", () => {
    const [index, other] = [0, 1].map(() => new SubscriptionIndex(DEFAULT_LIMITS, memory, () => {}));
    const all = ["a/b", "#", "$share/g/a/b", "a/b", "a/+"].map((filter, at) => subscription(`c${at}`, filter));
    const found: string[][] = [];
    for (const each of all) {
      index?.add(each);
      found.push(matched(index as SubscriptionIndex, "a/b"));
    }
    expect(matched(other as SubscriptionIndex, "a/b")).toEqual([]);
    expect(found).toEqual([
      ["c0"],
      ["c0", "c1"],
      ["c0", "c1", "g"],
      ["c0", "c1", "c3", "g"],
      ["c0", "c1", "c3", "c4", "g"],
    ]);
    for (const each of all) {
      found.pop();
      index?.remove(each);
      if (found.length > 0) expect(matched(index as SubscriptionIndex, "a/b")).toHaveLength(found.length);
    }
    expect(matched(index as SubscriptionIndex, "a/b")).toEqual([]);
  });

  test("is not kept by a topic that is forgotten, such as that of a retained message, and is searched for it again", () => {
    const index = new SubscriptionIndex(DEFAULT_LIMITS, memory, () => {});
    index.add(subscription("c", "#"));
    const own = new TopicNames(DEFAULT_LIMITS);
    const topic = own.get("a/b");
    const kept = () => [topic.matches.length, topic.matchedIn !== undefined];
    expect([index.match(topic).length, ...kept()]).toEqual([1, 1, true]);
    for (let count = 0; count < 10_000; count++) own.get(`t${count}`);
    expect(kept()).toEqual([0, false]);
    expect(index.match(topic)).toEqual(index.match(own.get("a/b")));
    expect(index.match(topic)).toHaveLength(1);
  });

  test("knows the only subscription to a filter, and that there is none when there are two", () => {
    const index = new SubscriptionIndex(DEFAULT_LIMITS, memory, () => {});
    const [one, two, again] = ["one", "two", "one"].map((clientId) => subscription(clientId, "a")) as [
      Subscription,
      Subscription,
      Subscription,
    ];
    const only = () => index.match(names.get("a")).map((entry) => entry.only);
    index.add(one);
    expect(only()).toEqual([one]);
    index.add(two);
    expect(only()).toEqual([undefined]);
    index.remove(one);
    expect(only()).toEqual([two]);
    index.add(subscription("member", "$share/g/a"));
    index.remove(two);
    expect(only()).toEqual([undefined]);
    index.add(again);
    expect(only()).toEqual([again]);
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
