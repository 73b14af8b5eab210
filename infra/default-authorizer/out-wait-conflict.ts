import { failedAs } from "../../aws/aws-call-error";
import type { Step } from "./step";

/** Attempts at one call, and the wait before the second: with doubling, 6 seconds in all. */
const ATTEMPTS = 6;
const FIRST_WAIT_MILLISECONDS = 200;

/**
 * Repeats a call while something is still in its way: AWS needs a moment to see that an authorizer is INACTIVE or no longer the
 * default, that a statement is gone, or that a function is no longer being changed.
 * @throws what the last attempt threw, or any failure other than a conflict at once.
 * @example await outWaitConflict(step, () => api.deleteAuthorizer(name))
 */
export async function outWaitConflict<T>({ wait }: Step, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || !failedAs(error, "conflict")) throw error;
      await wait(FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1));
    }
  }
}
