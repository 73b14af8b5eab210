/**
 * A clock for code that gives its tries a time, and that moves only when a test moves it: on a busy machine no try takes too long that
 * was not meant to.
 */
export interface StillTime {
  /** Milliseconds since it was stopped. */
  readonly passed: number;
  /** Milliseconds pass. The try that is under way fails if that is more than it was given. */
  pass(milliseconds: number): void;
  /** The time of the try that is under way is over. */
  timeOut(): void;
}

/** Stops `performance.now` and `AbortSignal.timeout` until `jest.restoreAllMocks`. */
export function stopTime(): StillTime {
  let passed = 0;
  let attempt = { controller: new AbortController(), end: Number.POSITIVE_INFINITY };
  jest.spyOn(performance, "now").mockImplementation(() => passed);
  jest.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
    attempt = { controller: new AbortController(), end: passed + milliseconds };
    return attempt.controller.signal;
  });
  const pass = (milliseconds: number) => {
    passed += milliseconds;
    if (passed >= attempt.end) attempt.controller.abort(new DOMException("The time is over", "TimeoutError"));
  };
  return {
    get passed() {
      return passed;
    },
    pass,
    timeOut: () => pass(attempt.end - passed),
  };
}
