import type { CountChange, UnnamedChange } from "../access/compare-counts";
import type { DeviceChange } from "../access/compare-devices";
import type { UserChange } from "../access/compare-users";
import type { ReviewedUser } from "../access/reviewed-user";
import type { Review } from "../review-plan";
import { permissions } from "./rule-words";
import { count, list, type Sentence, say } from "./sentence";

/**
 * Describes who gains and loses access: new and removed users by group, then users who change groups, then other
 * changes.
 */
export function describeUsers({
  users,
  userCounts,
  unnamedUsers,
}: Pick<Review, "users" | "userCounts" | "unnamedUsers">): Sentence[] {
  return [...describeMembers(users, "user"), ...unnamedUsers.flatMap(unnamedOf), ...userCounts.map(countOf)];
}

/** Describes which devices gain and lose access, as for users, and which devices gain or lose a certificate. */
export function describeDevices(devices: readonly DeviceChange[]): Sentence[] {
  return [...describeMembers(devices, "device"), ...devices.flatMap(certificatesOf)];
}

/**
 * Describes changed certificates. The first and the last certificate of a device are reported as the device's own
 * change.
 */
function certificatesOf({ name, before, after, certificates: { added, removed, ...was } }: DeviceChange): Sentence[] {
  if (!before || !after || before.disabled || after.disabled || added + removed === 0) return [];
  const certificates = (number: number) => count(number, "certificate");
  const what = [
    ...(added > 0 ? [say`can log in with ${certificates(added)} more`] : []),
    ...(removed > 0 ? [say`can no longer log in with ${certificates(removed)} (before: ${was.before})`] : []),
  ];
  return [say`${name} (${after.group}) ${list(what, " and ")}`];
}

function describeMembers(all: readonly UserChange[], noun: "user" | "device"): Sentence[] {
  const added = all.filter((member) => member.before === undefined);
  const removed = all.filter((member) => member.after === undefined);
  const stay = all.filter((member) => member.before && member.after);
  const who = ({ name }: UserChange) => say`${name}`;
  return [
    ...byKey(added, (member) => member.after?.group).map(
      ([group, members]) => say`${group} gains ${count(members.length, noun)}: ${list(members.map(named))}`,
    ),
    ...byKey(removed, (member) => member.before?.group).map(
      ([group, members]) => say`${group} loses ${count(members.length, noun)}: ${list(members.map(named))}`,
    ),
    ...stay.flatMap((member) => moveOf(who(member), member)),
    ...stay.flatMap((member) => stateOf(who(member), member)),
  ];
}

/** The same for users who are too many to name. */
function unnamedOf(change: UnnamedChange): Sentence[] {
  const { before, after } = change;
  const some = count(change.count, "user");
  if (!before || !after) {
    const state = after ?? before;
    if (!state) return [];
    const verb = after ? "gains" : "loses";
    const notes = notesOf(change);
    return [say`${state.group} ${[verb]} ${some}${notes.length === 0 ? [] : say` (${list(notes)})`}`];
  }
  return [...moveOf(some, change, change.count), ...stateOf(some, change, change.count)];
}

function countOf({ group, before, after, added }: CountChange): Sentence {
  if (before === after && added === undefined) {
    return say`${group} still has ${count(after, "user")}, but not the same ones or not with the same states (too many to name)`;
  }
  const told = added === undefined ? [", and more changes than can be listed"] : [];
  return say`${group} has ${count(after, "user")} (before: ${before}; too many to name${told})`;
}

function byKey(users: readonly UserChange[], key: (user: UserChange) => string | undefined): [string, UserChange[]][] {
  const groups = [...new Set(users.map((user) => key(user) ?? ""))].sort();
  return groups.map((group) => [group, users.filter((user) => key(user) === group)]);
}

/** The user's name; in parentheses whether the user is disabled, and until when the user can log in. */
function named(user: UserChange): Sentence {
  const notes = notesOf(user);
  return notes.length === 0 ? say`${user.name}` : say`${user.name} (${list(notes)})`;
}

function notesOf({ before, after }: Pick<UserChange, "before" | "after">): Sentence[] {
  const { disabled, expiresAt } = (after ?? before) as ReviewedUser;
  return [...(disabled ? [say`disabled`] : []), ...(after && expiresAt ? [say`until ${expiresAt}`] : [])];
}

type Stays = Pick<UserChange, "before" | "after" | "rules">;

/** @param who A name, or a number of users @param number How many they are */
function moveOf(who: Sentence, { before, after, rules }: Stays, number = 1): Sentence[] {
  if (!before || !after || before.group === after.group) return [];
  const what = rules
    ? [may("may now", rules.gained), may("may no longer", rules.lost)].filter((part) => part.length > 0)
    : [];
  const move = say`${who} ${[number === 1 ? "moves" : "move"]} from ${before.group} to ${after.group}`;
  if (what.length === 0) return [rules ? say`${move}, with the same rules` : move];
  return [say`${move}: ${list(what, "; ")}`];
}

function may(verb: string, rules: Parameters<typeof permissions>[0]): Sentence {
  return rules.length === 0 ? [] : say`${[verb]} ${list(permissions(rules))}`;
}

function stateOf(who: Sentence, { before, after }: Stays, number = 1): Sentence[] {
  if (!before || !after) return [];
  const { group } = after;
  const is = [number === 1 ? "is" : "are"];
  return [
    ...(!before.disabled && after.disabled ? [say`${who} (${group}) ${is} disabled`] : []),
    ...(before.disabled && !after.disabled ? [say`${who} (${group}) ${is} enabled again`] : []),
    ...(before.expiresAt === after.expiresAt
      ? []
      : [say`${who} (${group}) can log in ${until(after)} (before: ${until(before)})`]),
  ];
}

function until({ expiresAt }: ReviewedUser): Sentence {
  return expiresAt === undefined ? ["without an end"] : say`until ${expiresAt}`;
}
