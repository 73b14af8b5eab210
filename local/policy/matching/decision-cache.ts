import type { IotAction } from "../actions";
import type { Decision } from "../evaluate-access";

/** Decisions of one connection, remembered. */
export interface DecisionCache {
  /** The remembered decision, or the one `decide` makes, which is remembered if it may be. */
  readonly remember: (action: IotAction, name: string, decide: () => Decision) => Decision;
}

/** Decisions remembered per action and connection. */
export const DECISION_CACHE_CAPACITY = 128;

/**
 * Remembers decisions by action and name (topic or filter), at most `capacity` per action; the oldest is forgotten first, so that a
 * client that invents topics cannot fill the memory. Decisions that depend on time or address are never remembered.
 * @param capacity decisions per action
 * @example
 * const cache = createDecisionCache();
 * cache.remember("iot:Publish", "a/b", () => evaluate(policy, request)).allowed;
 */
export function createDecisionCache(capacity: number = DECISION_CACHE_CAPACITY): DecisionCache {
  const byAction = new Map<IotAction, Map<string, Decision>>();
  return {
    remember: (action, name, decide) => {
      const remembered = byAction.get(action)?.get(name);
      if (remembered !== undefined) return remembered;
      const decision = decide();
      if (decision.cacheable && capacity > 0) store(decisionsOf(byAction, action), name, decision, capacity);
      return decision;
    },
  };
}

function decisionsOf(byAction: Map<IotAction, Map<string, Decision>>, action: IotAction): Map<string, Decision> {
  const decisions = byAction.get(action) ?? new Map<string, Decision>();
  byAction.set(action, decisions);
  return decisions;
}

function store(decisions: Map<string, Decision>, name: string, decision: Decision, capacity: number): void {
  for (const oldest of decisions.keys()) {
    if (decisions.size < capacity) break;
    decisions.delete(oldest);
  }
  decisions.set(name, decision);
}
