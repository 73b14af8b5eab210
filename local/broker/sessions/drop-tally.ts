import type { Clock } from "../../clock";
import type { Message } from "./message";

/** Causes that come by the thousand. */
export type FrequentDropCause = "client-too-slow" | "queue-full";

/** Told that so many messages were given up, the last of which is `message`. */
export type DropListener = (message: Message, cause: FrequentDropCause, count: number) => void;

const INTERVAL_MS = 1000;

/**
 * Tells that messages of one client are given up: of the first at once, then once a second how many more there were. A client that is far
 * behind misses every message of a busy topic, and telling of each would cost more than sending it.
 * @example
 * const drops = new DropTally(systemClock, (message, cause, count) => core.drop(message, cause, clientId, count));
 * drops.add(message, "client-too-slow");
 */
export class DropTally {
  private count = 0;
  /** Of those that are counted and not told yet. */
  private last: Message | undefined;
  private cause: FrequentDropCause | undefined;
  private waiting = false;

  constructor(
    private readonly wallClock: Clock,
    private readonly listener: DropListener,
  ) {}

  add(message: Message, cause: FrequentDropCause): void {
    if (this.cause !== cause) {
      this.flush();
      this.cause = cause;
    }
    if (this.waiting) {
      this.count++;
      this.last = message;
      return;
    }
    this.listener(message, cause, 1);
    this.wait();
  }

  /** Tells of what was only counted so far. */
  flush(): void {
    const { last, cause, count } = this;
    this.count = 0;
    this.last = undefined;
    if (last && cause) this.listener(last, cause, count);
  }

  private wait(): void {
    this.waiting = true;
    this.wallClock.after(INTERVAL_MS, () => {
      this.waiting = false;
      if (this.count > 0) this.wait();
      this.flush();
    });
  }
}
