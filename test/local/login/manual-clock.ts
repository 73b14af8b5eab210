import type { Clock } from "../../../local/clock";

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private time = 1_800_000_000_000;
  private timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.time + milliseconds, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** How many actions are pending. */
  get pending(): number {
    return this.timers.length;
  }

  /** Lets time pass, and what is due happen, in order. */
  advance(seconds: number): void {
    const end = this.time + seconds * 1000;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = next.at;
      next.action();
    }
    this.time = end;
  }
}
