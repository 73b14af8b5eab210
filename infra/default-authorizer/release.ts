import { failedAs } from "../../aws";
import { removeHandover } from "./handover";
import { authorizerToPutBack, forget, type Memory, recall, remember, unfinished } from "./previous";
import type { Authorizer } from "./step";
import { currentDefault, ownershipOf, ROUNDS, type Step } from "./step";
import { contended } from "./step-errors";
import { switchDefault } from "./switch-default";

/**
 * Undoes `setDefault`: if the Region's default is still ours, restores the recorded default, or clears the default. A
 * default that another owner has set in the meantime is not changed. Removes a handover authorizer that a failed
 * replacement has left. The function can be repeated.
 * @throws StepError `EXIT.aws`, `EXIT.credentials`: Terraform then keeps the authorizer, and a second destroy completes
 * the release.
 * @example await releaseDefault({ input, api: createApi(input), say: console.log, wait: setTimeout })
 */
export async function releaseDefault(step: Step): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const current = await currentDefault(step);
    const memory = await whatToUndo(step, current);
    if (memory === undefined || (await undo(step, current, memory)) === "done") {
      await forget(step);
      return removeHandover(step);
    }
  }
  throw contended(step.input);
}

/** @returns undefined if there is nothing to undo. */
async function whatToUndo(step: Step, current: Authorizer | undefined): Promise<Memory | undefined> {
  const { input, say } = step;
  if (!current) {
    const memory = await unfinished(step);
    if (memory) return memory;
    say(`${input.region} has no default authorizer: nothing to release.`);
    return undefined;
  }
  if ((await ownershipOf(step, current)) !== "foreign") return recall(step, current.arn);
  say(`The default authorizer of ${input.region} is "${current.name}" (${current.arn}), not this stack's: left alone.`);
  return undefined;
}

async function undo(step: Step, current: Authorizer | undefined, memory: Memory): Promise<"done" | "changed"> {
  const { input, say } = step;
  const former = await authorizerToPutBack(step, memory);
  const beforeClearing = () => markCleared(step, current, memory);
  try {
    const outcome = await switchDefault(step, { from: current, to: former?.name, beforeClearing });
    if (outcome === "done" && former) say(`"${former.name}" is the default authorizer of ${input.region} again.`);
    if (outcome === "done" && !former) say(`${input.region} has no default authorizer now.`);
    return outcome;
  } catch (error) {
    // The authorizer to restore was deleted a moment ago: decide again.
    if (former && failedAs(error, "not-found")) return "changed";
    throw error;
  }
}

/**
 * Marks the change as unfinished for a second run. If a failed replacement has already deleted our authorizer, the mark
 * is written to the default that is cleared.
 */
async function markCleared(step: Step, current: Authorizer | undefined, { previous }: Memory): Promise<void> {
  const memory = { previous, cleared: true };
  try {
    await remember(step, memory);
  } catch (error) {
    if (!failedAs(error, "not-found")) throw error;
    if (current) await remember(step, memory, current.arn);
  }
}
