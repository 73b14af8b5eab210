import { type SecretKind, secretKind, type User, type UserState, userState } from "../../identity/users";

/** A user as `--json` prints it, without secrets and hashes. */
export interface UserView {
  readonly name: string;
  readonly group: string;
  readonly state: UserState;
  /** Kinds of the secrets, oldest first. */
  readonly secrets: readonly SecretKind[];
  readonly expiresAt?: string;
  /** When the first of two secrets expires. */
  readonly retireFirstAt?: string;
  readonly rotatedAt?: string;
  readonly note?: string;
}

/** Returns the printable part of a user. */
export function viewUser(user: User, now: Date): UserView {
  const { name, group, secrets, expiresAt, retireFirstAt, rotatedAt, note } = user;
  return {
    name,
    group,
    state: userState(user, now),
    secrets: secrets.map(secretKind),
    ...(expiresAt ? { expiresAt } : {}),
    ...(retireFirstAt && secrets.length > 1 ? { retireFirstAt } : {}),
    ...(rotatedAt ? { rotatedAt } : {}),
    ...(note ? { note } : {}),
  };
}

const EXPIRY_WORDS: Readonly<Record<UserState, (expiresAt: string) => string>> = {
  active: (expiresAt) => `active until ${expiresAt}`,
  disabled: (expiresAt) => `disabled, expires ${expiresAt}`,
  expired: (expiresAt) => `expired ${expiresAt}`,
};

/** Formats state and expiry: `active until 2027-01-31T00:00:00Z`. */
export function stateText({ state, expiresAt }: UserView): string {
  return expiresAt === undefined ? state : EXPIRY_WORDS[state](expiresAt);
}

/** Formats number and kinds of the secrets: `2: password, generated (first until 2027-01-31T00:00:00Z)`. */
export function secretsText({ secrets, retireFirstAt }: UserView): string {
  if (secrets.length === 0) return "none: signed tokens only";
  const end = retireFirstAt === undefined ? "" : ` (first until ${retireFirstAt})`;
  return `${secrets.length}: ${secrets.join(", ")}${end}`;
}
