import { AwsCallError, failedAs } from "../../aws";
import type { Authorizer } from "./step";
import { currentDefault, type Step } from "./step";
import { noDefaultLeft, notVisible, StepError } from "./step-errors";

/**
 * Checks of the default in one change, and the wait before the third one, which doubles: 6 seconds for AWS to show the
 * change.
 */
const LOOKS = 7;
const FIRST_WAIT_MILLISECONDS = 200;

/** A change of the default authorizer. `undefined` means no default. */
export interface DefaultChange {
  readonly from: Authorizer | undefined;
  readonly to: string | undefined;
  /** Called before the default is cleared to make room for `to`. */
  readonly beforeClearing: () => Promise<void>;
}

/**
 * Changes the default authorizer and checks that the change took effect. The default is read before every write: AWS
 * has no conditional call, so a change by another program between the two calls is overwritten; an earlier change is
 * noticed and kept.
 *
 * Assumption: AWS may answer SetDefaultAuthorizer with 409 because another default is set (its documentation does not
 * say when it does; in reports the same authorizer was set twice). Then the default is cleared first, and restored if
 * ours cannot be set.
 * @returns "changed" if another program has changed the default in the meantime: its change was kept, decide again.
 * @throws AwsCallError if AWS refuses; StepError if the change does not become visible.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_SetDefaultAuthorizer.html
 */
export async function switchDefault(step: Step, change: DefaultChange): Promise<"done" | "changed"> {
  const { from, to } = change;
  const progress: Progress = { written: false, mustClear: false, mayBeCleared: false };
  let failure: unknown;
  try {
    for (let look = 0; look < LOOKS; look++) {
      if (look > 1) await step.wait(FIRST_WAIT_MILLISECONDS * 2 ** (look - 2));
      const now = await currentDefault(step);
      if (now?.name === to) return "done";
      if (now?.name !== from?.name && !(now === undefined && progress.mayBeCleared)) return "changed";
      if (!progress.written) failure = await write(step, change, now, progress);
    }
    throw failure ?? notVisible(step.input, to);
  } catch (error) {
    if (progress.mayBeCleared && from && to !== undefined) return await putBack(step, from, to, error);
    throw error;
  }
}

interface Progress {
  /**
   * AWS has accepted the change: from here on the default is only read. An outdated answer must not cause a second
   * write.
   */
  written: boolean;
  mustClear: boolean;
  mayBeCleared: boolean;
}

/** One attempt. @returns the failure, if another attempt may succeed. */
async function write(
  { api }: Step,
  change: DefaultChange,
  now: Authorizer | undefined,
  progress: Progress,
): Promise<unknown> {
  try {
    if (change.to === undefined) {
      await api.clearDefault();
    } else {
      if (now && progress.mustClear) {
        progress.mayBeCleared = true;
        await api.clearDefault();
      }
      await api.setDefault(change.to);
    }
    progress.written = true;
    return undefined;
  } catch (error) {
    if (!failedAs(error, "transient", "already-exists")) throw error;
    if (error.kind === "already-exists" && !progress.mustClear) {
      // Called here and not before the clear, so that no call is between the next check and the clear.
      await change.beforeClearing();
      progress.mustClear = true;
    }
    return error;
  }
}

/** Restores the former default if the default was cleared and the new one could not be set. */
async function putBack(step: Step, former: Authorizer, to: string, cause: unknown): Promise<"done"> {
  try {
    const now = await step.api.describeDefault();
    if (now?.name === to) return "done";
    if (!now) {
      await step.api.setDefault(former.name);
      step.say(`"${former.name}" is the default authorizer again.`);
    }
  } catch {
    if (cause instanceof StepError || cause instanceof AwsCallError) throw noDefaultLeft(cause, former);
  }
  throw cause;
}
