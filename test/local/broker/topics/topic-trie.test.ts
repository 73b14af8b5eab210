import fc from "fast-check";
import { TopicTrie } from "../../../../local/broker/topics/topic-trie";

/** Whether a filter matches a topic, by the rules of AWS's documentation: a simple second implementation. */
function matches(filter: readonly string[], topic: readonly string[]): boolean {
  if ((filter[0] === "#" || filter[0] === "+") && topic[0]?.startsWith("$")) return false;
  if (filter[0] === "#") return topic.length > 0;
  if (filter.length === 0 || topic.length === 0) return filter.length === topic.length;
  return (filter[0] === "+" || filter[0] === topic[0]) && matchesRest(filter.slice(1), topic.slice(1));
}

function matchesRest(filter: readonly string[], topic: readonly string[]): boolean {
  if (filter[0] === "#") return topic.length > 0;
  if (filter.length === 0 || topic.length === 0) return filter.length === topic.length;
  return (filter[0] === "+" || filter[0] === topic[0]) && matchesRest(filter.slice(1), topic.slice(1));
}

const word = fc.constantFrom("", "a", "b", "$x");
const topics = fc.array(word, { minLength: 1, maxLength: 5 });
const filters = fc
  .tuple(fc.array(fc.oneof(word, fc.constant("+")), { maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => (open || levels.length === 0 ? [...levels, "#"] : levels));

function found(trie: TopicTrie<string>, topic: readonly string[]): string[] {
  const values: string[] = [];
  trie.match(topic, topic[0]?.startsWith("$") === true, (value) => values.push(value));
  return values.sort();
}

describe("TopicTrie", () => {
  test("finds exactly the filters that match, each once, after any additions and removals", () => {
    fc.assert(
      fc.property(fc.array(filters, { maxLength: 25 }), fc.array(fc.nat(24)), topics, (added, removed, topic) => {
        const trie = new TopicTrie<string>();
        const kept = new Map<string, string[]>();
        for (const filter of added) {
          trie.set(filter, filter.join("/"));
          kept.set(filter.join("/"), filter);
        }
        for (const at of removed) {
          const filter = added[at];
          if (!filter) continue;
          trie.delete(filter);
          kept.delete(filter.join("/"));
        }
        const expected = [...kept].filter(([, filter]) => matches(filter, topic)).map(([name]) => name);
        expect(found(trie, topic)).toEqual(expected.sort());
        expect(trie.size).toBe(kept.size);
        for (const [name, filter] of kept) expect(trie.get(filter)).toBe(name);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["sensor/#", "sensor", false],
    ["sensor/#", "sensor/", true],
    ["sensor/#", "sensor/temperature", true],
    ["sensor/#", "sensor/temperature/room1", true],
    ["sensor/+/room1", "sensor/temperature/room1", true],
    ["sensor/+/room1", "sensor/temperature/room2", false],
    ["+", "a", true],
    ["+", "a/b", false],
    ["+/+", "/a", true],
    ["#", "a/b", true],
    ["#", "$aws/events/x", false],
    ["+/events/x", "$aws/events/x", false],
    ["$aws/#", "$aws/events/x", true],
  ])("%s on %s: %s, as AWS documents it", (filter, topic, expected) => {
    const trie = new TopicTrie<string>();
    trie.set(filter.split("/"), "value");
    expect(found(trie, topic.split("/"))).toEqual(expected ? ["value"] : []);
  });

  test("keeps no nodes of removed filters", () => {
    const trie = new TopicTrie<string>();
    const levels = ["a", "+", "c", "#"];
    trie.set(levels, "value");
    trie.delete(levels);
    expect(trie).toEqual(new TopicTrie());
  });

  test("deleting an unknown filter changes nothing", () => {
    const trie = new TopicTrie<string>();
    trie.set(["a", "b"], "value");
    for (const levels of [["a"], ["a", "b", "c"], ["+"], ["a", "#"], ["x"]]) trie.delete(levels);
    expect(found(trie, ["a", "b"])).toEqual(["value"]);
    expect(trie.size).toBe(1);
  });
});
