import type { Clock } from "../../clock";
import type { Message } from "./message";

/** Causes for which thousands of messages may be dropped. */
export type FrequentDropCause = "client-too-slow" | "queue-full";

/** Called when `count` messages were dropped, the last of which is `message`. */
export type DropListener = (message: Message, cause: FrequentDropCause, count: number) => void;

const INTERVAL_MS = 1000;

/**
 * Reports dropped messages of one client: the first at once, and then once a second the number of further ones. A
 * client that is far behind misses every message of a busy topic, and reporting each would take longer than sending it.
 * @example
 * const drops = new DropTally(systemClock, (message, cause, count) => core.drop(message, cause, clientId, count));
 * drops.add(message, "client-too-slow");
 */
export class DropTally {
  private count = 0;
  /** The last message that is counted but not reported yet. */
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

  /** Reports the messages that are counted but not reported yet. */
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
