import type { User } from "./users-schema";

/** Whether a user's logins succeed at a moment, if the secret is right. */
export type UserState = "active" | "disabled" | "expired";

/** A user's state; disabled outweighs expired. */
export function userState({ disabled, expiresAt }: User, now: Date): UserState {
  if (disabled) return "disabled";
  return expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime() ? "expired" : "active";
}
