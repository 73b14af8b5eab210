import { AwsCallError } from "../../aws/aws-call-error";
import type { Authorizer, DescribedAuthorizer } from "./api";
import { handoverLeftOver } from "./errors";
import { handoverName } from "./handover-name";
import { handoverPermission } from "./handover-permission";
import { outWaitConflict } from "./out-wait-conflict";
import { currentDefault, requireSameAccount, type Step } from "./step";
import { OWNER_TAG } from "./tags";

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
