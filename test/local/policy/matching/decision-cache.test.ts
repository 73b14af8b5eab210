import type { Decision } from "../../../../local/policy/evaluate-access";
import { DecisionCache } from "../../../../local/policy/matching/decision-cache";

const decisionOf = (cacheable: boolean): Decision => ({
  allowed: true,
  reason: "allowed",
  cacheable,
  request: { action: "iot:Publish", resource: "*", context: {} },
});

/** A cache that counts how often it has to decide. */
function counting(capacity?: number, cacheable = true) {
  const cache = new DecisionCache(capacity);
  let decided = 0;
  const ask = (name: string, action: "iot:Publish" | "iot:Receive" = "iot:Publish") =>
    cache.remember(action, name, () => {
      decided += 1;
      return decisionOf(cacheable);
    });
  return { ask, decided: () => decided };
}

describe("a decision cache", () => {
  test("decides once for an action and name", () => {
    const { ask, decided } = counting();
    expect(ask("a")).toBe(ask("a"));
    expect(decided()).toBe(1);
    ask("a", "iot:Receive");
    ask("b");
    expect(decided()).toBe(3);
  });

  test("never remembers what may change", () => {
    const { ask, decided } = counting(10, false);
    ask("a");
    ask("a");
    expect(decided()).toBe(2);
  });

  test("forgets the oldest when it is full, by action", () => {
    const { ask, decided } = counting(2);
    for (const name of ["a", "b", "c"]) ask(name);
    ask("x", "iot:Receive");
    expect(decided()).toBe(4);
    ask("b");
    ask("c");
    expect(decided()).toBe(4);
    ask("a");
    expect(decided()).toBe(5);
  });

  test("remembers nothing with a capacity of 0", () => {
    const { ask, decided } = counting(0);
    ask("a");
    ask("a");
    expect(decided()).toBe(2);
  });

  test("holds 128 decisions per action unless told otherwise", () => {
    const { ask, decided } = counting();
    for (let at = 0; at < 129; at += 1) ask(`topic/${at}`);
    ask("topic/1");
    expect(decided()).toBe(129);
    ask("topic/0");
    expect(decided()).toBe(130);
  });
});
