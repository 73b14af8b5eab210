import { failedAs } from "../../aws/aws-call-error";
import type { DescribedAuthorizer } from "./api";
import { authorizerMissing, handoverNameTaken } from "./errors";
import { handoverName } from "./handover-name";
import { allowHandover, handoverPermission } from "./handover-permission";
import { encodeMemory, memoryIn } from "./previous";
import { deleteHandover, isOurHandover } from "./remove-handover";
import { ROUNDS, type Step } from "./step";
import { OWNER_TAG, PREVIOUS_DEFAULT_TAG } from "./tags";

/**
 * Makes the handover authorizer: a copy of the authorizer that is about to go, which remembers the same previous default. One that an
 * earlier run has left is made anew, since it may be half done or a copy of something else.
 * @returns "changed" when the one left over has become the default meanwhile: decide anew.
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
