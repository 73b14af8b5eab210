import type { TableSettings } from "../../../config/names";
import { checkSecret } from "../check-secret";
import { CHOSEN_PASSWORD_WORK } from "../secret";

/**
 * Why a stored secret may not be in a users table, if it may not.
 *
 * A refused login performs as many slow checks as the slowest user could need, so that its duration does not tell which users exist. Who is
 * in the table is not known when the function is packaged, so this work is fixed: none, or that of two of this project's own password hashes.
 * - `passwords-off`: a password's hash, and `store.chosenPasswords` is not set
 * - `other-work`: a hash of another kind, or with other parameters
 * @param secret A whole PHC string
 */
export function checkTableSecret(secret: string, store: TableSettings): "passwords-off" | "other-work" | undefined {
  const check = checkSecret(secret);
  if (!check.ok || check.slow === undefined) return undefined;
  if (check.slow !== CHOSEN_PASSWORD_WORK) return "other-work";
  return store.chosenPasswords ? undefined : "passwords-off";
}
