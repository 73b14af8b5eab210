import { Described, type Problem } from "../../config/problem";
import { refusesSecret } from "../../identity/store-sources";
import type { UsersTarget } from "../users/target";

/** Messages for a stored secret that the store does not accept. They never contain the secret. */
const REASONS = {
  "passwords-off": {
    must: "be hashes of generated secrets, unless store.chosenPasswords is set",
    got: "a password's hash (not shown)",
    remedy: "Set store.chosenPasswords: true and deploy, or let --new-secrets generate a secret for every such user.",
  },
  "other-work": {
    must: "be hashes that iot-auth made, to be kept in a table",
    got: "a hash of another kind or with other parameters (not shown)",
    remedy:
      "The time to check it would reveal which users exist. --new-secrets generates a secret for every such user.",
  },
} as const;

/**
 * Returns the problem of stored secrets that a store does not accept. A users table accepts only some kinds, so that all refused logins take
 * equally long.
 * @param path Name of the secrets in messages
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
