import type { IotAction } from "../actions";
import type { Decision } from "../evaluate-access";

/** Decisions remembered per action and connection. */
export const DECISION_CACHE_CAPACITY = 128;

/**
 * Remembers decisions of one connection by action and name (topic or filter), at most `capacity` per action; the oldest is forgotten first,
 * so that a client that invents topics cannot fill the memory. Decisions that depend on time or address are never remembered. Takes no memory
 * until there is one to remember: most clients are quiet.
 * @example
 * const cache = new DecisionCache();
 * cache.remember("iot:Publish", "a/b", () => evaluate(policy, request)).allowed;
 */
export class DecisionCache {
  private byAction: Map<IotAction, Map<string, Decision>> | undefined;

  /** @param capacity decisions per action */
  constructor(private readonly capacity: number = DECISION_CACHE_CAPACITY) {}

  /** The remembered decision, or the one `decide` makes, which is remembered if it may be. */
  remember(action: IotAction, name: string, decide: () => Decision): Decision {
    const remembered = this.byAction?.get(action)?.get(name);
    if (remembered !== undefined) return remembered;
    const decision = decide();
    if (decision.cacheable && this.capacity > 0) store(this.decisionsOf(action), name, decision, this.capacity);
    return decision;
  }

  private decisionsOf(action: IotAction): Map<string, Decision> {
    this.byAction ??= new Map();
    const decisions = this.byAction.get(action) ?? new Map<string, Decision>();
    this.byAction.set(action, decisions);
    return decisions;
  }
}

function store(decisions: Map<string, Decision>, name: string, decision: Decision, capacity: number): void {
  for (const oldest of decisions.keys()) {
    if (decisions.size < capacity) break;
    decisions.delete(oldest);
  }
  decisions.set(name, decision);
}
