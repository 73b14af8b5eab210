import type { StackSettings } from "../schema/config-schema";

/** Ends the name of every authorizer with signing, and of no other. */
export const SIGNED_SUFFIX = "-signed";

/** The authorizer's name: as configured or the stack's, with `-signed` added when signing is on. */
export function authorizerName(stackName: string, { name = stackName, signing }: StackSettings["authorizer"]): string {
  return signing ? `${name}${SIGNED_SUFFIX}` : name;
}
