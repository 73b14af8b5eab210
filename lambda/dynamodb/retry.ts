import { StoreError } from "./store-error";

/**
 * How long one try may take, and all of them together, milliseconds. AWS IoT Core gives a login 5 seconds; what is left after these is for
 * starting the function and for two checks of a password that a person chose.
 */
export const TRY_MILLISECONDS = 1_000;
export const TOTAL_MILLISECONDS = 2_500;
/** Longest pause before the second try, milliseconds; each further one may be twice as long, up to the longest of all. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 250;
/** A try needs at least this long to be worth one, milliseconds: a connection and an answer from the Region's own DynamoDB. */
const SHORTEST_TRY = 50;

/**
 * Does something until it succeeds, cannot, or time is up. Pauses are random, so that a fleet that comes back at once spreads out.
 * @param attempt Must end soon after its signal does
 * @throws {StoreError} the last one
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
