import { StoreError } from "./store-error";

/**
 * Maximum duration of one attempt, and of all attempts together, milliseconds. AWS IoT Core allows 5 seconds for a
 * login; the rest is for starting the function and for two slow checks of a password.
 */
export const TRY_MILLISECONDS = 1_000;
export const TOTAL_MILLISECONDS = 2_500;
/**
 * Maximum pause before the second attempt, milliseconds. The maximum doubles with each attempt, up to `LONGEST_PAUSE`.
 */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 250;
/**
 * Minimum time for a further attempt, milliseconds: a connection to the Region's DynamoDB and its answer take that
 * long.
 */
const SHORTEST_TRY = 50;

/**
 * Repeats an attempt until it succeeds, fails with an error that is not retryable, or the time is over. Pauses are
 * random, so that the requests of a fleet that connects all at once are spread out.
 * @param attempt must end soon after its signal is aborted
 * @throws {StoreError} the error of the last attempt
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.RetryAndBackoff
 */
export async function retry<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = performance.now() + TOTAL_MILLISECONDS;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    const left = Math.max(1, end - performance.now());
    try {
      return await attempt(AbortSignal.timeout(Math.min(TRY_MILLISECONDS, Math.ceil(left))));
    } catch (error) {
      const spare = end - performance.now() - SHORTEST_TRY;
      if (!(error instanceof StoreError) || !error.retryable || spare <= 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.min(Math.random() * pause, spare)));
    }
  }
}
