import type { Decision } from "../evaluate-access";

/** Maximum number of cached decisions per action and connection. */
export const DECISION_CACHE_CAPACITY = 128;

/**
 * Caches the decisions of one connection about one action by name (topic or topic filter). At most `capacity` decisions
 * are kept and the oldest is dropped first, so that a client with many topics cannot fill the memory. Decisions that
 * depend on the time or an address are not cached. The map is created with the first decision, since most clients send
 * few messages. The last name is compared first, because clients mostly ask for the same name again.
 * @example
 * const cache = new DecisionCache();
 * cache.find("a/b") ?? cache.keep("a/b", evaluate(policy, request));
 */
export class DecisionCache {
  private decisions: Map<string, Decision> | undefined;
  private lastName: string | undefined;
  private last: Decision | undefined;

  constructor(private readonly capacity: number = DECISION_CACHE_CAPACITY) {}

  /** Returns the cached decision for a name; undefined if there is none. */
  find(name: string): Decision | undefined {
    if (name === this.lastName) return this.last;
    const decision = this.decisions?.get(name);
    if (decision !== undefined) this.setLast(name, decision);
    return decision;
  }

  /** Caches a decision if it is cacheable, and returns it. */
  keep(name: string, decision: Decision): Decision {
    if (!decision.cacheable || this.capacity === 0) return decision;
    this.decisions ??= new Map();
    for (const oldest of this.decisions.keys()) {
      if (this.decisions.size < this.capacity) break;
      this.decisions.delete(oldest);
    }
    this.decisions.set(name, decision);
    this.setLast(name, decision);
    return decision;
  }

  private setLast(name: string, decision: Decision): void {
    this.lastName = name;
    this.last = decision;
  }
}
