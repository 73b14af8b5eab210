import { refusesSecret } from "../../identity/store-sources";
import type { User } from "../../identity/users";
import type { UsersTarget } from "./target";

/** Most names in the note. */
const MAX_NAMES = 5;

/** A note on users whose secrets a users table should not hold, since somebody put them there by hand or the setting was taken back. */
export function unfitSecretsNote(users: readonly User[], { stacks }: UsersTarget): string | undefined {
  const unfit = users.filter(({ secrets }) =>
    secrets.some((secret) => stacks.some((stack) => refusesSecret(secret, stack) !== undefined)),
  );
  if (unfit.length === 0) return undefined;
  const names = unfit.slice(0, MAX_NAMES).map(({ name }) => name);
  const rest = unfit.length > MAX_NAMES ? ` and ${unfit.length - MAX_NAMES} more` : "";
  return (
    `warning: refusals do not take as long as checking the secrets of ${names.join(", ")}${rest}, so their duration may tell that such ` +
    "users exist. Rotate to generated secrets, or for passwords set store.chosenPasswords: true and deploy."
  );
}
