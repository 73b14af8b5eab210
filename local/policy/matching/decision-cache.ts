import type { Decision } from "../evaluate-access";

/** Decisions remembered per action and connection. */
export const DECISION_CACHE_CAPACITY = 128;

/**
 * Remembers decisions of one connection about one action by name (topic or filter), at most `capacity`; the oldest is forgotten first, so that a
 * client that invents topics cannot fill the memory. Decisions that depend on time or address are never remembered. Takes next to no memory
 * until there is one to remember: most clients are quiet. The last name asked for, which most often is the next one, too, is found at once.
 * @example
 * const cache = new DecisionCache();
 * cache.find("a/b") ?? cache.keep("a/b", evaluate(policy, request));
 */
export class DecisionCache {
  private decisions: Map<string, Decision> | undefined;
  private lastName: string | undefined;
  private last: Decision | undefined;

  constructor(private readonly capacity: number = DECISION_CACHE_CAPACITY) {}

  /** The remembered decision. */
  find(name: string): Decision | undefined {
    if (name === this.lastName) return this.last;
    const decision = this.decisions?.get(name);
    if (decision !== undefined) this.setLast(name, decision);
    return decision;
  }

  /** Remembers a decision, if it may be, and returns it. */
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
