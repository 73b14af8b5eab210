import type { EventEmitter } from "node:events";

/** The part of `AbortSignal` that says when a client has disconnected. */
export interface Gone {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * Calls each listener once when a stream is closed. Used in place of an `AbortSignal`, which costs 1 KB of memory and
 * 11 µs for each connection.
 * @example
 * const gone = new StreamGone(socket);
 * gone.addEventListener("abort", cancelTimers);
 */
export class StreamGone implements Gone {
  aborted = false;
  private listeners: readonly (() => void)[] = NOBODY;

  /** @param stream emits `close` once, when it has ended */
  constructor(stream: EventEmitter) {
    stream.on("close", () => {
      const { listeners } = this;
      this.aborted = true;
      this.listeners = NOBODY;
      for (const listener of listeners) listener();
    });
  }

  addEventListener(_type: "abort", listener: () => void): void {
    if (!this.aborted) this.listeners = [...this.listeners, listener];
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.listeners = this.listeners.filter((each) => each !== listener);
  }
}

const NOBODY: readonly (() => void)[] = [];
