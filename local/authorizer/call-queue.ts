import { type Caller, type CallerHistory, Rank } from "./caller-history";

/** A call that waits for a process. */
export interface WaitingCall {
  readonly caller: Caller;
  /** Milliseconds of `performance.now()` at which it came. */
  readonly since: number;
}

/** Of the calls that wait, how many are compared: enough for all that matter, and few enough to take no time. */
const COMPARED = 1000;
/** Milliseconds after which a call gets its turn, whatever else waits; one such call in each {@link TURN_MILLISECONDS}. */
const PATIENCE_MILLISECONDS = 5000;
const TURN_MILLISECONDS = 1000;

/**
 * Calls that wait for a process, in the order in which they get one. While all calls are answered soon, the first is the first. When some
 * take long, those come first whose caller was answered the last time, then those of whom nothing is known; of these the newest first: the
 * calls that fill the queue are those that take long, and a call that just came need not wait until each of them has taken a process.
 * @see https://queue.acm.org/detail.cfm?id=2839461 "Adaptive LIFO" and "Controlled Delay"
 */
export class CallQueue<T extends WaitingCall> {
  private readonly waiting: T[] = [];
  private lastTurn = Number.NEGATIVE_INFINITY;

  constructor(private readonly history: CallerHistory) {}

  get length(): number {
    return this.waiting.length;
  }

  /** When the first of them came; milliseconds of `performance.now()`. */
  get since(): number | undefined {
    return this.waiting[0]?.since;
  }

  add(call: T): void {
    this.waiting.push(call);
  }

  /** Puts a call that had a process already before all others. */
  putBack(call: T): void {
    this.waiting.unshift(call);
  }

  remove(call: T): void {
    const at = this.waiting.indexOf(call);
    if (at !== -1) this.waiting.splice(at, 1);
  }

  /** Takes out all. */
  clear(): readonly T[] {
    return this.waiting.splice(0);
  }

  /**
   * Takes out the call whose turn it is.
   * @param suspects whether there is a process for a call that may take long, too
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
