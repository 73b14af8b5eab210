import type { Decision } from "../../../../local/policy/evaluate-access";
import { DecisionCache } from "../../../../local/policy/matching/decision-cache";

const decisionOf = (cacheable: boolean): Decision => ({
  allowed: true,
  reason: "allowed",
  cacheable,
  request: { action: "iot:Publish", resource: "*", context: {} },
});

/** Makes a cache. @returns the cache, and how often it had to decide */
function counting(capacity?: number, cacheable = true) {
  const cache = new DecisionCache(capacity);
  let decided = 0;
  const decide = () => {
    decided += 1;
    return decisionOf(cacheable);
  };
  const ask = (name: string) => cache.find(name) ?? cache.keep(name, decide());
  return { ask, decided: () => decided };
}

describe("a decision cache", () => {
  test("decides once for a name", () => {
    const { ask, decided } = counting();
    const first = ask("a");
    expect(ask("a")).toBe(first);
    expect(decided()).toBe(1);
    const second = ask("b");
    expect(decided()).toBe(2);
    expect([ask("a"), ask("b"), ask("b")]).toEqual([first, second, second]);
    expect([ask("a") === first, ask("b") === second]).toEqual([true, true]);
    expect(decided()).toBe(2);
  });

  test("never keeps a decision that may change", () => {
    const { ask, decided } = counting(10, false);
    ask("a");
    ask("a");
    expect(decided()).toBe(2);
  });

  test("drops the oldest decision when it is full", () => {
    const { ask, decided } = counting(2);
    for (const name of ["a", "b", "c"]) ask(name);
    expect(decided()).toBe(3);
    ask("b");
    ask("c");
    expect(decided()).toBe(3);
    ask("a");
    expect(decided()).toBe(4);
  });

  test("keeps nothing with a capacity of 0", () => {
    const { ask, decided } = counting(0);
    ask("a");
    ask("a");
    expect(decided()).toBe(2);
  });

  test("keeps 128 decisions by default", () => {
    const { ask, decided } = counting();
    for (let at = 0; at < 129; at += 1) ask(`topic/${at}`);
    ask("topic/1");
    expect(decided()).toBe(129);
    ask("topic/0");
    expect(decided()).toBe(130);
  });
});
