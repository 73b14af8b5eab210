import type { Authorizer } from "./api";
import { createHandover } from "./create-handover";
import { contended, handoverNameReserved } from "./errors";
import { handoverArn, handoverName } from "./handover-name";
import { closeMemory, recall, remember, unfinishedHandover } from "./previous";
import { removeHandover } from "./remove-handover";
import { currentDefault, ROUNDS, type Step } from "./step";
import { switchDefault } from "./switch-default";

/**
 * Hands the default over to a copy of an authorizer that is about to be deleted, the handover authorizer, so that a rename leaves no
 * moment without a default, and none with a default that does not exist. `setDefault` for the new authorizer removes the copy again.
 * Where the authorizer is not the default there is nothing to hand over: `releaseDefault` has run before, somebody else has taken over,
 * or an earlier run has done it. Safe to repeat.
 *
 * Terraform's own means for this, create_before_destroy, spreads to everything the authorizer depends on: one Lambda function or role whose
 * creation was interrupted could then never be replaced, since the new one would need the old one's name.
 * @throws StepError `EXIT.foreign` when somebody else's authorizer has the copy's name; `EXIT.aws`, `EXIT.credentials`: Terraform then
 * keeps the authorizer, and the next apply goes on.
 * @example await guardDefault({ input, api: createApi(input), say: console.log, wait: setTimeout })
 */
export async function guardDefault(step: Step): Promise<void> {
  const { input, say } = step;
  const name = handoverName(input.owner);
  for (let round = 0; round < ROUNDS; round++) {
    const current = await currentDefault(step);
    if (!(await isToHandOver(step, current))) {
      say(`"${input.authorizerName}" is not the default authorizer of ${input.region}: nothing to hand over.`);
      return removeHandover(step);
    }
    if (current && (await createHandover(step)) === "changed") continue;
    const beforeClearing = () => markCleared(step, handoverArn(input));
    if ((await switchDefault(step, { from: current, to: name, beforeClearing })) === "changed") continue;
    say(`"${name}" stands in for "${input.authorizerName}" as the default authorizer of ${input.region}.`);
    return closeMemory(step, handoverArn(input));
  }
  throw contended(input);
}

async function markCleared(step: Step, arn: string): Promise<void> {
  const { previous } = await recall(step, arn);
  await remember(step, { previous, cleared: true }, arn);
}

/** Ours is the default, or was until a run of this was interrupted between clearing it and setting the handover authorizer. */
async function isToHandOver(step: Step, current: Authorizer | undefined): Promise<boolean> {
  const { input } = step;
  if (!current) return (await unfinishedHandover(step)) !== undefined;
  if (current.name !== input.authorizerName) return false;
  if (current.name === handoverName(input.owner)) throw handoverNameReserved(input);
  return true;
}
