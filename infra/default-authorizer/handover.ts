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
 * Makes a copy of an authorizer that is about to be deleted, the handover authorizer, the default, so that during a
 * rename the Region always has a default that exists. `setDefault` for the new authorizer removes the copy again. If
 * the authorizer is not the default, nothing is handed over: `releaseDefault` has run before, another owner's
 * authorizer is the default, or an earlier run has handed it over. The function can be repeated.
 *
 * Terraform's `create_before_destroy` is not used, because it applies to every resource that the authorizer depends on:
 * a Lambda function or role whose creation was interrupted could then never be replaced, since the new one would need
 * the old one's name.
 * @throws StepError `EXIT.foreign` if another owner's authorizer has the copy's name; `EXIT.aws`, `EXIT.credentials`:
 * Terraform then keeps the authorizer, and the next apply continues.
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

/**
 * Returns the remaining work. If an earlier run has cleared the default and not set a new one, the authorizer with the
 * mark is the one to become the default.
 */
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
 * Creates the handover authorizer: a copy of the authorizer that is about to be deleted, with the same record of the
 * previous default. A copy that an earlier run has left is created again, since it may be incomplete or a copy of
 * another authorizer.
 * @returns "changed" if the copy of an earlier run has become the default in the meantime: decide again.
 * @throws StepError `EXIT.foreign` if another owner's authorizer has its name.
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
      // The SDK repeats a call whose answer was lost: then the existing authorizer is the one that this call created.
      if (round === ROUNDS || !failedAs(error, "already-exists")) throw error;
    }
  }
}

/** Copies all tags, since an organisation may require some; tags that begin with `aws:` are AWS's own. */
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
 * Removes the stack's handover authorizer, if it exists and is not the default. Another owner's authorizer of that name
 * is not changed.
 * @throws StepError if it cannot be removed: the step has to be repeated, or the handover authorizer would be left
 * behind.
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
 * Deletes the handover authorizer, after a last check that it is not the default. The authorizer is deleted after its
 * permission, since only the authorizer names the function with that permission: so an interrupted removal can be
 * completed.
 *
 * Assumption: AWS deletes an authorizer only if it is INACTIVE, and may need a moment to notice that it is.
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

/** Whether the authorizer with the handover authorizer's name belongs to this stack. */
export async function isOurHandover({ input, api }: Step, authorizer: Authorizer): Promise<boolean> {
  requireSameAccount(input, authorizer);
  return (await api.tags(authorizer.arn)).get(OWNER_TAG) === input.owner;
}

/** The statement that allows AWS IoT Core to call this function for the handover authorizer. */
export function handoverPermission(input: DefaultAuthorizerInput, functionArn: string): InvokePermission {
  const authorizerArn = handoverArn(input);
  const account = authorizerArn.split(":")[4] ?? "";
  return { functionArn, statementId: handoverStatementId(input), authorizerArn, account };
}

/**
 * Adds the statement. An existing statement with the same id is replaced, since its content is unknown; no client
 * depends on it before the handover authorizer is the default. If the function does not exist, no statement is added.
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
