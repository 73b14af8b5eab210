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
    const need = await needOf(step, current);
    if (need === "nothing") {
      say(`"${input.authorizerName}" is not the default authorizer of ${input.region}: nothing to hand over.`);
      return removeHandover(step);
    }
    if (need === "copy" && (await createHandover(step)) === "changed") continue;
    const beforeClearing = () => markCleared(step, handoverArn(input));
    if ((await switchDefault(step, { from: current, to: name, beforeClearing })) === "changed") continue;
    say(`"${name}" stands in for "${input.authorizerName}" as the default authorizer of ${input.region}.`);
    return closeMemory(step, handoverArn(input));
  }
  throw contended(input);
}

/** What is left to be done. Where the default was cleared by us and none set yet, whoever bears the mark was to be the default. */
async function needOf(step: Step, current: Authorizer | undefined): Promise<"copy" | "only switch" | "nothing"> {
  const { input } = step;
  if (!current) {
    if ((await recall(step, input.authorizerArn)).cleared) return "copy";
    return (await unfinishedHandover(step)) ? "only switch" : "nothing";
  }
  if (current.name !== input.authorizerName) return "nothing";
  if (current.name === handoverName(input.owner)) throw handoverNameReserved(input);
  return "copy";
}

async function markCleared(step: Step, arn: string): Promise<void> {
  const { previous } = await recall(step, arn);
  await remember(step, { previous, cleared: true }, arn);
}
