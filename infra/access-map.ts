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
   * leaves out what stays as it is, apart from what is called `id`, `name` or `tags`; by this name it stands beside
   * whatever changes in the group.
   */
  readonly tags: Readonly<Partial<Record<(typeof RULE_LISTS)[number], string>>>;
  readonly disconnectAfterSeconds: number;
  readonly refreshAfterSeconds: number;
  /**
   * How many users are in the group, and a digest of who they are, see {@link readMembers}. Left out where users are in
   * a table.
   */
  readonly users?: string;
}

/**
 * Who may do what and by which code, in the form in which a Terraform plan shows it. Holds no secret and no hash of
 * one.
 */
export interface AccessMap {
  readonly groups: Readonly<Record<string, MappedGroup>>;
  /** The table that the users are in. Then no plan shows who they are. */
  readonly usersTable?: { readonly name: string; readonly note: string };
  /**
   * Group by user name, and in parentheses what else matters, see {@link describeUser}. Left out above 200 users, and
   * where they are in a table.
   */
  readonly users?: Readonly<Record<string, string>>;
  /**
   * Number of users and a digest of their secrets' hashes, see {@link secretsNumber}. Only above 200 users; up to that they
   * stand beside the users.
   */
  readonly secrets?: string;
  readonly code: CodeDigests;
}

/** What code decides and what code Terraform runs: digests of the bundled programs. */
export interface CodeDigests {
  /** The Lambda function's code, without users and groups. */
  readonly function: string;
  /** The program that Terraform runs to set the default authorizer. */
  readonly defaultAuthorizer: string;
}

/** What a plan says in the place of users in a table: a part of {@link AccessMap}. */
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
  /** What stands in the place of users that no synthesis knows, see `StoreResources.accessMap`. @default - users are known */
  readonly inPlaceOfUsers?: Readonly<Record<string, unknown>> | undefined;
  /** What kinds of login add, see `LoginResources.accessMap`. @default - nothing */
  readonly logins?: Readonly<Record<string, unknown>>;
  readonly code: CodeDigests;
}

/**
 * The access map of a stack. Any change of who may do what changes it, so every plan shows it; users in a table are
 * left out, and only the table's name is shown.
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
  /** Those who cannot log in. */
  readonly disabled: number;
  /** Of who they are; above 200 users one of a set of {@link memberNumber}s. */
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

/** A user whom a digest tells of: not the name, but who is the same. */
export interface CountedMember {
  readonly who: bigint;
  readonly disabled: boolean;
  /** ISO 8601. */
  readonly expiresAt?: string;
}

/** Bits of a time in milliseconds since 1970, 0 for none; as many of one bit say who is disabled. */
const TIME_BITS = 48n;
/** Bits of the hash of a name; it takes 2 to the power of 100 tries to find two names with the same one. */
const WHO_BITS = 200n;
/** Bits of the hash of a user's secrets. */
const SECRETS_BITS = 128n;

/** A user as an element of the digest of a group above 200 users: a hash of the name, and the state, which {@link readMember} reads. */
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

/** A user's secrets as an element of their digest above 200 users. @param notes What stands beside the user up to 200 */
export function secretsNumber(name: string, notes: readonly string[]): bigint {
  return (hashBits(name, SECRETS_BITS - 8n) << SECRETS_BITS) | hashBits(notes.join("\t"), SECRETS_BITS);
}

/** Whose secrets they are, to tell whether two elements are of one user. */
export function whoseSecrets(number: bigint): bigint {
  return number >> SECRETS_BITS;
}

function hashBits(text: string, bits: bigint): bigint {
  return BigInt(`0x${createHash("sha256").update(text).digest("hex")}`) >> (256n - bits);
}

/** Of those who can log in, up to 200 users: who they are and until when. */
function shortDigest(members: readonly User[]): string {
  const lines = members.map(({ name, expiresAt }) => [name, ...(expiresAt ? [`expires ${expiresAt}`] : [])].join("\t"));
  return createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
}

/**
 * A user's group, whether and until when the user can log in, and a digest for each stored secret: no password can
 * be tried against it, since the secret's salt is not there, but a second or another secret shows.
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
