import type { Authorizer } from "./api";
import type { Step } from "./step";
import { OWNER_TAG } from "./tags";

/** `this`: the authorizer the step is about. `older`: one that a rename or a new key is replacing. `foreign`: somebody else's. */
export type Ownership = "this" | "older" | "foreign";

/**
 * Whose an authorizer is: ours by its name, or by carrying our stack's id in the tag `iot-auth:owner`.
 * @example await ownershipOf(step, current) // "foreign"
 */
export async function ownershipOf({ input, api }: Step, authorizer: Authorizer): Promise<Ownership> {
  if (authorizer.name === input.authorizerName) return "this";
  const tags = await api.tags(authorizer.arn);
  return tags.get(OWNER_TAG) === input.owner ? "older" : "foreign";
}
