import type { Clock } from "../../local/clock";

interface Planned {
  readonly at: number;
  readonly action: () => void;
}

/** Longest wait of a `Clock`, in milliseconds. */
const LONGEST = 2_147_483_647;

/** A clock that stands still until `advance()` is called. */
export class FakeClock implements Clock {
  private time = 1_800_000_000_000;
  private planned: Planned[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, action: () => void): () => void {
    if (milliseconds > LONGEST) throw new RangeError(`a clock cannot wait ${milliseconds} ms`);
    const entry = { at: this.time + milliseconds, action };
    this.planned.push(entry);
    return () => {
      this.planned = this.planned.filter((other) => other !== entry);
    };
  }

  /** Advances the time. Actions that are due run in order, also those that other actions plan. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const next = this.planned.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.planned = this.planned.filter((other) => other !== next);
      this.time = next.at;
      next.action();
    }
    this.time = until;
  }

  /** Number of actions that are not due yet. */
  get pending(): number {
    return this.planned.length;
  }
}
