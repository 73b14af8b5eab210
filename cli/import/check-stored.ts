import { Described, type Problem } from "../../config/problem";
import { refusesSecret } from "../../identity/store-sources";
import type { UsersTarget } from "../users/target";

/** Why the store does not take a stored secret, in words. Neither is the secret. */
const REASONS = {
  "passwords-off": {
    must: "be hashes of generated secrets, unless store.chosenPasswords is set",
    got: "a password's hash (not shown)",
    remedy: "Set store.chosenPasswords: true and deploy, or let --new-secrets generate a secret for every such user.",
  },
  "other-work": {
    must: "be hashes of iot-auth's own making to be kept in a table",
    got: "a hash of another kind or with other parameters (not shown)",
    remedy: "Its cost would tell which users exist. --new-secrets generates a secret for every such user.",
  },
} as const;

/**
 * What keeps stored secrets out of a store: a users table does not take every kind, since refusals would differ in duration.
 * @param path What messages call them
 */
export function checkStored(secrets: readonly string[], { stacks }: UsersTarget, path: string): Problem | undefined {
  for (const stack of stacks) {
    for (const secret of secrets) {
      const reason = refusesSecret(secret, stack);
      if (reason) return { path, ...REASONS[reason], got: new Described(REASONS[reason].got) };
    }
  }
  return undefined;
}
