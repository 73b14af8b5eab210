import { createHash } from "node:crypto";
import type { GroupSettings } from "./config/schema";
import type { User } from "./users/users-schema";

/** Users shown by name; above this many, a plan would no longer be readable. */
export const MAX_LISTED_USERS = 200;

/** Who may do what, in the form in which a Terraform plan shows it. Holds no secret and no hash of one. */
export interface AccessMap {
  readonly groups: Readonly<Record<string, GroupSettings>>;
  /** The table that the users are in. Then no plan shows who they are. */
  readonly usersTable?: { readonly name: string; readonly note: string };
  /** Group by user name; a word follows for users who cannot log in at the moment, or not for ever. Left out above 200 users, and where they are in a table. */
  readonly users?: Readonly<Record<string, string>>;
  /** Number of users and a digest of who they are, by group. Only above 200 users. */
  readonly userCounts?: Readonly<Record<string, { readonly users: number; readonly digest: string }>>;
}

/** What a plan says in the place of users. */
const IN_TABLE = "Users are in this DynamoDB table and change without a deploy: no plan shows who they are.";

/**
 * The access map of a stack. Any change of who may do what changes it, so every plan shows it; users in a table are left out, and
 * only the table's name is shown.
 * @param usersTable Name of the DynamoDB table that the users are in, if they are in one
 * @example accessMap({ printers }, [{ name: "printer-7", group: "printers", … }]).users // { "printer-7": "printers" }
 */
export function accessMap(
  groups: Readonly<Record<string, GroupSettings>>,
  users: readonly User[],
  usersTable?: string,
): AccessMap {
  if (usersTable !== undefined) return { groups, usersTable: { name: usersTable, note: IN_TABLE } };
  const sorted = [...users].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (sorted.length <= MAX_LISTED_USERS) {
    return { groups, users: Object.fromEntries(sorted.map((user) => [user.name, describe(user)])) };
  }
  const names = [...new Set(sorted.map((user) => user.group))].sort();
  return {
    groups,
    userCounts: Object.fromEntries(names.map((name) => [name, count(sorted.filter((user) => user.group === name))])),
  };
}

function count(users: readonly User[]): { users: number; digest: string } {
  const text = users.map((user) => `${user.name}\t${describe(user)}\n`).join("");
  return { users: users.length, digest: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}

function describe({ group, disabled, expiresAt }: User): string {
  const notes = [...(disabled ? ["disabled"] : []), ...(expiresAt ? [`expires ${expiresAt}`] : [])];
  return notes.length === 0 ? group : `${group} (${notes.join(", ")})`;
}
