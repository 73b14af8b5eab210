import type { CountChange } from "../access/compare-counts";
import type { UserChange } from "../access/compare-users";
import type { ReviewedUser } from "../access/reviewed-user";
import type { Review } from "../review-plan";
import { permissions } from "./rule-words";
import { count, list, type Sentence, say } from "./sentence";

/** Who gains and loses access: by group, then those who move from one to another, then those who change otherwise. */
export function describeUsers({ users, userCounts }: Pick<Review, "users" | "userCounts">): Sentence[] {
  const added = users.filter((user) => user.before === undefined);
  const removed = users.filter((user) => user.after === undefined);
  const stay = users.filter((user) => user.before && user.after);
  return [
    ...byKey(added, (user) => user.after?.group).map(
      ([group, members]) => say`${group} gains ${count(members.length, "user")}: ${list(members.map(named))}`,
    ),
    ...byKey(removed, (user) => user.before?.group).map(
      ([group, members]) => say`${group} loses ${count(members.length, "user")}: ${list(members.map(named))}`,
    ),
    ...stay.flatMap((user) => moveOf(user)),
    ...stay.flatMap((user) => stateOf(user)),
    ...userCounts.map(countOf),
  ];
}

function countOf({ group, before, after, added, removed }: CountChange): Sentence {
  const now = say`${count(after, "user")} (before: ${before}; too many to name)`;
  if (added === undefined || removed === undefined) {
    return before === after
      ? say`${group} still has ${count(after, "user")}, but not the same ones or not with the same states (too many to name)`
      : say`${group} has ${now}`;
  }
  const changes = [
    ...(added > 0 ? [say`gains ${count(added, "user")}`] : []),
    ...(removed > 0 ? [say`loses ${count(removed, "user")}`] : []),
  ];
  if (changes.length === 0) return say`${group} has ${now}; those who can log in stay the same`;
  const both = changes.length === 2 ? ["; somebody whose expiry changes counts as both"] : [];
  return say`${group} ${list(changes, " and ")}: it has ${now}${both}`;
}

function byKey(users: readonly UserChange[], key: (user: UserChange) => string | undefined): [string, UserChange[]][] {
  const groups = [...new Set(users.map((user) => key(user) ?? ""))].sort();
  return groups.map((group) => [group, users.filter((user) => key(user) === group)]);
}

/** The user's name, and why not to expect a login for ever. */
function named({ name, before, after }: UserChange): Sentence {
  const { disabled, expiresAt } = (after ?? before) as ReviewedUser;
  const notes = [...(disabled ? [say`disabled`] : []), ...(after && expiresAt ? [say`until ${expiresAt}`] : [])];
  return notes.length === 0 ? say`${name}` : say`${name} (${list(notes)})`;
}

function moveOf({ name, before, after, rules }: UserChange): Sentence[] {
  if (!before || !after || before.group === after.group) return [];
  const what = rules
    ? [may("may now", rules.gained), may("may no longer", rules.lost)].filter((part) => part.length > 0)
    : [];
  const move = say`${name} moves from ${before.group} to ${after.group}`;
  if (what.length === 0) return [rules ? say`${move}, with the same rules` : move];
  return [say`${move}: ${list(what, "; ")}`];
}

function may(verb: string, rules: Parameters<typeof permissions>[0]): Sentence {
  return rules.length === 0 ? [] : say`${[verb]} ${list(permissions(rules))}`;
}

function stateOf({ name, before, after }: UserChange): Sentence[] {
  if (!before || !after) return [];
  const { group } = after;
  return [
    ...(!before.disabled && after.disabled ? [say`${name} (${group}) is disabled`] : []),
    ...(before.disabled && !after.disabled ? [say`${name} (${group}) is enabled again`] : []),
    ...(before.expiresAt === after.expiresAt
      ? []
      : [say`${name} (${group}) can log in ${until(after)} (before: ${until(before)})`]),
  ];
}

function until({ expiresAt }: ReviewedUser): Sentence {
  return expiresAt === undefined ? ["without an end"] : say`until ${expiresAt}`;
}
