import type { Clock } from "../clock";

/**
 * Those who wait for a slow client to catch up. A client that takes in nothing at all for a while no longer makes anyone wait: one dead
 * subscriber must not stop its publishers.
 */
export class Congestion {
  /** It has taken in nothing for too long; nobody is made to wait for it until it does. */
  stalled = false;
  private waiting: (() => void)[] = [];
  /** Calls the timer off. */
  private calm: (() => void) | undefined;
  private progressed = false;

  constructor(
    private readonly wallClock: Clock,
    private readonly stalledAfterMs: number,
  ) {}

  wait(callback: () => void): void {
    this.waiting.push(callback);
    this.calm ??= this.watch();
  }

  /** The client has taken in something. */
  progress(): void {
    this.progressed = true;
    this.stalled = false;
  }

  /** It has caught up, or is gone. */
  release(): void {
    this.calm?.();
    this.calm = undefined;
    const released = this.waiting;
    this.waiting = [];
    for (const callback of released) callback();
  }

  private watch(): () => void {
    this.progressed = false;
    return this.wallClock.after(this.stalledAfterMs, () => {
      if (this.progressed) {
        this.calm = this.watch();
        return;
      }
      this.stalled = true;
      this.release();
    });
  }
}
