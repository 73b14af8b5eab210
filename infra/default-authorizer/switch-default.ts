import { AwsCallError, failedAs } from "../../aws";
import type { Authorizer } from "./step";
import { currentDefault, type Step } from "./step";
import { noDefaultLeft, notVisible, StepError } from "./step-errors";

/** Looks at the default in one change, and the wait before the third: with doubling, 6 seconds for AWS to show what it was told. */
const LOOKS = 7;
const FIRST_WAIT_MILLISECONDS = 200;

/** A change of the default authorizer. `undefined` stands for none. */
export interface DefaultChange {
  readonly from: Authorizer | undefined;
  readonly to: string | undefined;
  /** Called before the default is cleared to make room for `to`. */
  readonly beforeClearing: () => Promise<void>;
}

/**
 * Changes the default authorizer and sees that it took effect. A look precedes every write: AWS offers no conditional call, so a
 * change by someone else in the moment between the two is overwritten; any earlier one is noticed and left alone.
 *
 * Assumption: AWS may answer SetDefaultAuthorizer with 409 because another default is set (its documentation does not say when it
 * does; reports tell of the same authorizer being set twice). Then the default is cleared first, and put back if ours cannot be set.
 * @returns "changed" when someone else changed the default meanwhile: nothing of theirs was touched, decide again.
 * @throws AwsCallError when AWS refuses; StepError when the change stays invisible.
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
  /** AWS took the change: from here on only looks. A stale answer must not lead to a second write. */
  written: boolean;
  mustClear: boolean;
  mayBeCleared: boolean;
}

/** One attempt. @returns the failure, when trying again may help. */
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
      // Now rather than before the clear, so that nothing comes between the next look and the clear.
      await change.beforeClearing();
      progress.mustClear = true;
    }
    return error;
  }
}

/** After a clear that no set could follow: the former default is better than none. */
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
