/**
 * The time source of the stand-in. Everything that AWS measures in minutes and hours (refresh, disconnect, session
 * expiry) uses a `Clock`, so that users and tests can make that time pass faster.
 */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`. */
  now(): number;
  /**
   * Runs `action` once, after `milliseconds` of this clock (at most 2,147,483,647, about 24 days). Returns a function
   * that cancels it. A pending action does not keep the process alive.
   */
  after(milliseconds: number, action: () => void): () => void;
}

/**
 * A clock that runs `factor` times as fast as the computer's.
 *
 * @param factor greater than 0; 60 makes a minute of this clock pass in a second
 * @throws RangeError if `factor` is not a positive number
 * @example
 * const clock = scaledClock(60);
 * const cancel = clock.after(300_000, refresh); // in five seconds
 */
export function scaledClock(factor: number): Clock {
  if (!(factor > 0 && Number.isFinite(factor))) {
    throw new RangeError(`factor must be a positive number, got: ${factor}`);
  }
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * factor,
    after(milliseconds, action) {
      const timer = setTimeout(action, milliseconds / factor).unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Runs at the speed of the computer's clock. */
export const systemClock: Clock = scaledClock(1);
