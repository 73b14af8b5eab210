import { AwsCallError, failedAs } from "../../aws";
import { handoverArn, handoverName, handoverStatementId, OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "./names";
import { closeMemory, encodeMemory, memoryIn, recall, remember, unfinishedHandover } from "./previous";
import {
  type Authorizer,
  currentDefault,
  type DescribedAuthorizer,
  type InvokePermission,
  outWaitConflict,
  ROUNDS,
  requireSameAccount,
  type Step,
} from "./step";
import { authorizerMissing, contended, handoverLeftOver, handoverNameReserved, handoverNameTaken } from "./step-errors";
import type { DefaultAuthorizerInput } from "./step-input";
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

/** What is left to be done. Where the default was cleared by us and none set yet, the authorizer that bears the mark was to be the default. */
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

/**
 * Makes the handover authorizer: a copy of the authorizer that is about to go, which remembers the same previous default. One that an
 * earlier run has left is made again, since it may be half done or a copy of something else.
 * @returns "changed" when the one left over has become the default meanwhile: decide again.
 * @throws StepError `EXIT.foreign` when somebody else's authorizer has its name.
 * @example if ((await createHandover(step)) === "created") await switchDefault(step, ...)
 */
export async function createHandover(step: Step): Promise<"created" | "changed"> {
  const { input, api } = step;
  const original = await api.describe(input.authorizerName);
  if (!original) throw authorizerMissing(input);
  const tags = await tagsForCopy(step, original);
  for (let round = 1; ; round++) {
    const present = await api.describe(handoverName(input.owner));
    if (present && !(await isOurHandover(step, present))) throw handoverNameTaken(input, present);
    if (present && (await deleteHandover(step, present)) === "default") return "changed";
    try {
      await create(step, original, tags);
      return "created";
    } catch (error) {
      // The SDK repeats a call whose answer was lost: then the one that is in the way is our own.
      if (round === ROUNDS || !failedAs(error, "already-exists")) throw error;
    }
  }
}

/** All tags, since an organisation may demand some; those that begin with `aws:` are AWS's own. */
async function tagsForCopy({ input, api }: Step, original: DescribedAuthorizer): Promise<ReadonlyMap<string, string>> {
  const tags = new Map([...(await api.tags(original.arn))].filter(([key]) => !key.startsWith("aws:")));
  const { previous } = memoryIn(tags);
  tags.delete(PREVIOUS_DEFAULT_TAG);
  if (previous.length > 0) tags.set(PREVIOUS_DEFAULT_TAG, encodeMemory({ previous, cleared: false }));
  return tags.set(OWNER_TAG, input.owner);
}

async function create(step: Step, original: DescribedAuthorizer, tags: ReadonlyMap<string, string>): Promise<void> {
  const { input, api } = step;
  const { name: _name, arn: _arn, ...settings } = original;
  await api.createAuthorizer(handoverName(input.owner), settings, tags);
  await allowHandover(step, handoverPermission(input, original.functionArn));
}

/**
 * Removes the stack's handover authorizer, where there is one and it is not the default. Somebody else's authorizer of that name is
 * left alone.
 * @throws StepError when it cannot be removed: the step has to be repeated, or it would be left behind.
 */
export async function removeHandover(step: Step): Promise<void> {
  const { input, api, say } = step;
  const name = handoverName(input.owner);
  if (name === input.authorizerName) return;
  try {
    const handover = await api.describe(name);
    if (!handover || !(await isOurHandover(step, handover))) return;
    if ((await deleteHandover(step, handover)) === "deleted") say(`The handover authorizer "${name}" is removed.`);
  } catch (error) {
    throw error instanceof AwsCallError ? handoverLeftOver(error, name) : error;
  }
}

/**
 * Deletes the handover authorizer, after a last look that it is not the default. The authorizer itself goes last: it alone says which
 * function has its permission, so an interrupted removal can be finished.
 *
 * Assumption: AWS deletes an authorizer only once it is INACTIVE, and may take a moment to see that it is.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-manage.html
 */
export async function deleteHandover(step: Step, handover: DescribedAuthorizer): Promise<"deleted" | "default"> {
  const { input, api } = step;
  const { name, functionArn } = handover;
  if ((await currentDefault(step))?.name === name) return "default";
  await outWaitConflict(step, () => api.deactivateAuthorizer(name));
  await outWaitConflict(step, () => api.removePermission(handoverPermission(input, functionArn)));
  await outWaitConflict(step, () => api.deleteAuthorizer(name));
  return "deleted";
}

/** Whether the authorizer of the handover authorizer's name is this stack's. */
export async function isOurHandover({ input, api }: Step, authorizer: Authorizer): Promise<boolean> {
  requireSameAccount(input, authorizer);
  return (await api.tags(authorizer.arn)).get(OWNER_TAG) === input.owner;
}

/** The statement that lets AWS IoT Core call this function for the handover authorizer. */
export function handoverPermission(input: DefaultAuthorizerInput, functionArn: string): InvokePermission {
  const authorizerArn = handoverArn(input);
  const account = authorizerArn.split(":")[4] ?? "";
  return { functionArn, statementId: handoverStatementId(input), authorizerArn, account };
}

/**
 * Adds the statement. One of the same id is removed first rather than trusted: whatever it said, it says the right thing afterwards,
 * and no client depends on it before the handover authorizer is the default. Where the function is gone there is nothing to allow.
 */
export async function allowHandover(step: Step, permission: InvokePermission): Promise<void> {
  const { api, say } = step;
  try {
    await outWaitConflict(step, async () => {
      try {
        await api.addPermission(permission);
      } catch (error) {
        if (failedAs(error, "conflict")) await api.removePermission(permission);
        throw error;
      }
    });
  } catch (error) {
    if (!failedAs(error, "not-found")) throw error;
    say(`${permission.functionArn} does not exist: no device can log in by it, before and after the handover.`);
  }
}
