import { createHash } from "node:crypto";
import type { GroupSettings } from "../config/schema";
import type { User } from "../identity/users";
import { digestOfSet } from "./set-digest";

/** Users shown by name; above this many, the plan of a first deployment would no longer be readable. */
export const MAX_LISTED_USERS = 200;

/** The lists of rules in a group. */
const RULE_LISTS = ["clientIds", "publish", "subscribe", "retain"] as const;
/** Between two rules of a list. No rule holds it: `+` is a whole level of a filter, or is refused. */
const BETWEEN_RULES = " + ";

/** A group, in the form in which a Terraform plan shows it. */
export interface MappedGroup {
  /**
   * What its users may do: the rules of each list in one text, see {@link readRules}; empty lists are left out. A plan
   * hides unchanged attributes, except those called `id`, `name` or `tags`. Because of its name this attribute is shown
   * with every change of the group.
   */
  readonly tags: Readonly<Partial<Record<(typeof RULE_LISTS)[number], string>>>;
  readonly disconnectAfterSeconds: number;
  readonly refreshAfterSeconds: number;
  /**
   * How many users are in the group, and a digest of them, see {@link readMembers}. Left out if users are in
   * a table.
   */
  readonly users?: string;
}

/**
 * Who may do what and which code decides it, in the form in which a Terraform plan shows it. It has no secret and no
 * hash of a secret.
 */
export interface AccessMap {
  readonly groups: Readonly<Record<string, MappedGroup>>;
  /** The users table. With a table, no plan shows the users. */
  readonly usersTable?: { readonly name: string; readonly note: string };
  /**
   * Group by user name, with the user's state in parentheses, see {@link describeUser}. Left out above 200 users, and
   * if users are in a table.
   */
  readonly users?: Readonly<Record<string, string>>;
  /**
   * Number of users and a digest of their secrets' hashes, see {@link secretsNumber}. Only above 200 users; below that
   * {@link users} has the digests of secrets.
   */
  readonly secrets?: string;
  readonly code: CodeDigests;
}

/** Digests of the bundled programs: of the code that decides about logins, and of the code that Terraform runs. */
export interface CodeDigests {
  /** The Lambda function's code, without users and groups. */
  readonly function: string;
  /** The program that Terraform runs to set the default authorizer. */
  readonly defaultAuthorizer: string;
}

/** The part of an {@link AccessMap} that replaces the users if they are in a table. */
export function usersInTable(name: string): Pick<Required<AccessMap>, "usersTable"> {
  return {
    usersTable: {
      name,
      note: "Users are in this DynamoDB table and change without a deploy: no plan shows who they are.",
    },
  };
}

/** What an access map is made from. */
export interface AccessMapInput {
  readonly groups: Readonly<Record<string, GroupSettings>>;
  readonly users: readonly User[];
  /**
   * Replaces the users if the synthesis does not know them, see `StoreResources.accessMap`.
   * @default - users are known
   */
  readonly inPlaceOfUsers?: Readonly<Record<string, unknown>> | undefined;
  /** Members that the kinds of login add, see `LoginResources.accessMap`. @default - nothing */
  readonly logins?: Readonly<Record<string, unknown>>;
  readonly code: CodeDigests;
}

/**
 * Returns the access map of a stack. Every change of access changes the map, so that a plan shows it. For users in a
 * table, the map has only the table's name.
 * @example accessMap({ groups: { printers }, users: [{ name: "printer-7", group: "printers", … }], code }).users // { "printer-7": "printers" }
 */
export function accessMap({ groups, users, inPlaceOfUsers, logins, code }: AccessMapInput): AccessMap {
  if (inPlaceOfUsers) return { groups: mapGroups(groups), ...inPlaceOfUsers, ...logins, code };
  const sorted = [...users].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isListed = sorted.length <= MAX_LISTED_USERS;
  const digest = (members: readonly User[]) =>
    isListed ? shortDigest(members.filter(({ disabled }) => !disabled)) : digestOfSet(members.map(memberNumber));
  const secrets = () => digestOfSet(sorted.map((user) => secretsNumber(user.name, secretNotes(user))));
  return {
    groups: mapGroups(groups, (group) => {
      const members = sorted.filter((user) => user.group === group);
      return describeMembers(members, digest(members));
    }),
    ...(isListed
      ? { users: Object.fromEntries(sorted.map((user) => [user.name, describeUser(user)])) }
      : { secrets: `${sorted.length} users, digest ${secrets()}` }),
    ...logins,
    code,
  };
}

function mapGroups(
  groups: AccessMapInput["groups"],
  members?: (group: string) => string,
): Readonly<Record<string, MappedGroup>> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, { disconnectAfterSeconds, refreshAfterSeconds, ...rules }]) => {
      const filled = RULE_LISTS.filter((list) => rules[list].length > 0);
      const tags = Object.fromEntries(filled.map((list) => [list, rules[list].join(BETWEEN_RULES)]));
      return [
        name,
        { tags, disconnectAfterSeconds, refreshAfterSeconds, ...(members ? { users: members(name) } : {}) },
      ];
    }),
  );
}

/**
 * The rules in one text of {@link MappedGroup.tags}.
 * @example readRules("a/# + b") // ["a/#", "b"]
 */
export function readRules(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(BETWEEN_RULES);
}

/** The users of a group in numbers. */
export interface Members {
  readonly users: number;
  /** Number of these users who are disabled and cannot log in. */
  readonly disabled: number;
  /** Digest of the users who can log in; above 200 users a digest of the set of all {@link memberNumber}s. */
  readonly digest: string;
}

function describeMembers(members: readonly User[], digest: string): string {
  const disabled = members.filter((user) => user.disabled).length;
  const off = disabled === 0 ? "" : `, ${disabled} disabled`;
  return `${members.length} user${members.length === 1 ? "" : "s"}${off}, digest ${digest}`;
}

/**
 * Reads {@link MappedGroup.users}.
 * @returns `undefined` for a text that this project did not write
 * @example readMembers("150 users, 2 disabled, digest 9f86d081884c7d65")?.users // 150
 */
export function readMembers(text: string): Members | undefined {
  const [, users, disabled = "0", digest] = /^(\d+) users?(?:, (\d+) disabled)?, digest ([\w-]+)$/.exec(text) ?? [];
  return digest === undefined ? undefined : { users: Number(users), disabled: Number(disabled), digest };
}

/** A user that is read from a digest: without the name, but with a number by which the same user is recognized. */
export interface CountedMember {
  readonly who: bigint;
  readonly disabled: boolean;
  /** ISO 8601. */
  readonly expiresAt?: string;
}

/** Bits of the expiry in milliseconds since 1970, 0 for none. One further bit says whether the user is disabled. */
const TIME_BITS = 48n;
/** Bits of the hash of a name: two names with the same hash are found after about 2 to the power of 100 tries. */
const WHO_BITS = 200n;
/** Bits of the hash of a user's secrets. */
const SECRETS_BITS = 128n;

/**
 * A user as an element of the digest of a group above 200 users: a hash of the name, and the state, which {@link
 * readMember} reads.
 */
export function memberNumber({ name, expiresAt, disabled }: Pick<User, "name" | "expiresAt" | "disabled">): bigint {
  const time = expiresAt === undefined ? 0n : BigInt(Math.max(1, Date.parse(expiresAt)));
  return (((hashBits(name, WHO_BITS) << TIME_BITS) | time) << 1n) | (disabled ? 1n : 0n);
}

/** @example readMember(memberNumber({ name: "printer-7", disabled: true })).disabled // true */
export function readMember(number: bigint): CountedMember {
  const time = Number((number >> 1n) & ((1n << TIME_BITS) - 1n));
  return {
    who: number >> (TIME_BITS + 1n),
    disabled: (number & 1n) === 1n,
    ...(time === 0 ? {} : { expiresAt: new Date(time).toISOString().replace(".000Z", "Z") }),
  };
}

/**
 * A user's secrets as an element of their digest above 200 users.
 * @param notes The user's notes in the map of up to 200 users
 */
export function secretsNumber(name: string, notes: readonly string[]): bigint {
  return (hashBits(name, SECRETS_BITS - 8n) << SECRETS_BITS) | hashBits(notes.join("\t"), SECRETS_BITS);
}

/** The part of the element that identifies the user, to compare two elements. */
export function whoseSecrets(number: bigint): bigint {
  return number >> SECRETS_BITS;
}

function hashBits(text: string, bits: bigint): bigint {
  return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`) >> (256n - bits);
}

/** Digest of the users who can log in and of their expiry, for up to 200 users. */
function shortDigest(members: readonly User[]): string {
  const lines = members.map(({ name, expiresAt }) => [name, ...(expiresAt ? [`expires ${expiresAt}`] : [])].join("\t"));
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

/**
 * A user's group, whether and until when the user can log in, and a digest for each stored secret. No password can
 * be tested against the digest, since the map does not have the salt; but a new or a second secret changes it.
 * @example describeUser(user) // "printers (disabled, expires 2027-01-31T00:00:00Z, secrets 0d1f9a7c3b5e2f4a6c80)"
 */
function describeUser(user: User): string {
  const { group, disabled, expiresAt } = user;
  const state = [...(disabled ? ["disabled"] : []), ...(expiresAt ? [`expires ${expiresAt}`] : [])];
  const notes = [...state, ...secretNotes(user)];
  return notes.length === 0 ? group : `${group} (${notes.join(", ")})`;
}

function secretNotes({ secrets, retireFirstAt }: User): string[] {
  if (secrets.length === 0) return [];
  const digests = secrets.map((hash) => createHash("sha256").update(hash).digest("hex").slice(0, 20));
  const retires = secrets.length > 1 && retireFirstAt ? [`first secret until ${retireFirstAt}`] : [];
  return [`secrets ${digests.join(" ")}`, ...retires];
}
