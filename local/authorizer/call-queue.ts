import { type Caller, type CallerHistory, Rank } from "./caller-history";

/** A call that waits for a process. */
export interface WaitingCall {
  readonly caller: Caller;
  /** Milliseconds of `performance.now()` at which it came. */
  readonly since: number;
}

/**
 * Maximum number of waiting calls that are compared to find the next, so that a long queue does not slow the choice
 * down.
 */
const COMPARED = 1000;
/**
 * Milliseconds after which the oldest call is taken whatever its rank, but at most one such call in {@link
 * TURN_MILLISECONDS}.
 */
const PATIENCE_MILLISECONDS = 5000;
const TURN_MILLISECONDS = 1000;

/**
 * Calls that wait for a process. As long as all calls are answered soon, the oldest call is taken first. When some
 * calls take long, the queue prefers calls whose caller was answered the last time, then calls of unknown callers, and
 * the newest call among equals: slow calls fill the queue, and a new call should not wait until every slow call has
 * occupied a process.
 * @see https://queue.acm.org/detail.cfm?id=2839461 "Adaptive LIFO" and "Controlled Delay"
 */
export class CallQueue<T extends WaitingCall> {
  private readonly waiting: T[] = [];
  private lastTurn = Number.NEGATIVE_INFINITY;

  constructor(private readonly history: CallerHistory) {}

  get length(): number {
    return this.waiting.length;
  }

  /** Arrival time of the oldest call, in milliseconds of `performance.now()`; undefined if the queue is empty. */
  get since(): number | undefined {
    return this.waiting[0]?.since;
  }

  add(call: T): void {
    this.waiting.push(call);
  }

  /** Puts a call that already had a process back, in front of all others. */
  putBack(call: T): void {
    this.waiting.unshift(call);
  }

  remove(call: T): void {
    const at = this.waiting.indexOf(call);
    if (at !== -1) this.waiting.splice(at, 1);
  }

  /** Removes and returns all calls. */
  clear(): readonly T[] {
    return this.waiting.splice(0);
  }

  /**
   * Removes and returns the next call; undefined if the queue is empty, or holds only calls that may take long while
   * `suspects` is false.
   * @param suspects whether a call that may take long can be taken, too
   * @param now milliseconds of `performance.now()`
   */
  take(suspects: boolean, now: number): T | undefined {
    const [oldest] = this.waiting;
    if (oldest === undefined || this.history.isQuiet) return this.waiting.shift();
    if (now - oldest.since > PATIENCE_MILLISECONDS && now - this.lastTurn > TURN_MILLISECONDS) {
      this.lastTurn = now;
      return this.waiting.shift();
    }
    const { at, rank } = this.best();
    return rank < Rank.Alike || suspects ? this.waiting.splice(at, 1)[0] : undefined;
  }

  private best(): { readonly at: number; readonly rank: Rank } {
    let best = { at: 0, rank: Number.POSITIVE_INFINITY };
    const { length } = this.waiting;
    for (let count = 0; count < Math.min(length, COMPARED); count++) {
      const at = this.history.isSlow ? length - 1 - count : count;
      const rank = this.history.rank((this.waiting[at] as T).caller);
      if (rank < best.rank) best = { at, rank };
      if (rank === Rank.Answered) break;
    }
    return best;
  }
}
