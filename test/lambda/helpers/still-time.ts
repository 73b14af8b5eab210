/**
 * A clock for code with a timeout for each try. Time passes only when a test says so, so that on a busy machine no try
 * times out by chance.
 */
export interface StillTime {
  /** Milliseconds since it was stopped. */
  readonly passed: number;
  /** Lets milliseconds pass. The current try fails if its timeout is shorter. */
  pass(milliseconds: number): void;
  /** Lets the timeout of the current try pass. */
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
