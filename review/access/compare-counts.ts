import { type Members, memberNumber, readMember } from "../../infra/access-map";
import { compareDigests, digestOfSet, type SetChange } from "../../infra/set-digest";
import { changeOfUser, type UserChange } from "./compare-users";
import type { ReviewedAccessMap } from "./reviewed-access-map";
import { type ReviewedUser, readUserState } from "./reviewed-user";

/** What is known of a group's users where the plan names them no longer. */
export interface CountChange {
  readonly group: string;
  readonly before: number;
  readonly after: number;
  /** Users who can log in and could not before, or until another time. Left out where more changes than the digests tell. */
  readonly added?: number;
  /** Users who could log in and no longer can, or until another time. Left out where more changes than the digests tell. */
  readonly removed?: number;
}

/** Users for whom the same changes: the digests tell who is the same before and after, and not what the user is called. */
export interface UnnamedChange extends Omit<UserChange, "name"> {
  /** How many users. */
  readonly count: number;
}

/** Users who are too many to name. */
export interface CountedUsers {
  readonly groups: readonly CountChange[];
  readonly users: readonly UnnamedChange[];
}

const NOBODY: Members = { users: 0, disabled: 0, digest: digestOfSet([]) };

/** Whether an access map has users and does not name them. */
export function isCounted(map: ReviewedAccessMap | undefined): boolean {
  return map !== undefined && !map.users && !map.usersTable;
}

/**
 * Compares users by number and digest, where there are too many for the access map to name them: who comes and goes, moves to another group,
 * is disabled or enabled, expires at another time. A group whose number stays the same is listed if its users changed nevertheless.
 */
export function compareCounts(
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): CountedUsers {
  if (!isCounted(before) && !isCounted(after)) return { groups: [], users: [] };
  const [old, now] = [membersOf(before), membersOf(after)];
  const compared = [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((group) => {
    const [was, is] = [old.get(group) ?? NOBODY, now.get(group) ?? NOBODY];
    if (was.users === is.users && was.disabled === is.disabled && was.digest === is.digest) return [];
    const change = compareDigests(was.digest, is.digest, { before: was.users, after: is.users });
    return [{ group, before: was.users, after: is.users, change }];
  });
  return {
    groups: compared.map(({ change, ...numbers }) => ({ ...numbers, ...numbersOf(change) })),
    users: unnamed(compared, before, after),
  };
}

function numbersOf(change: SetChange | undefined): Pick<CountChange, "added" | "removed"> {
  if (!change) return {};
  const able = (elements: readonly bigint[]) => elements.filter((element) => !readMember(element).disabled).length;
  return { added: able(change.added), removed: able(change.removed) };
}

/** Finds the same user among those that groups lost and gained, and puts users together for whom the same changes. */
function unnamed(
  compared: readonly { readonly group: string; readonly change: SetChange | undefined }[],
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): UnnamedChange[] {
  const states = (kind: keyof SetChange) =>
    new Map(
      compared.flatMap(({ group, change }) =>
        (change?.[kind] ?? []).map((element): readonly [bigint, ReviewedUser] => {
          const { who, ...state } = readMember(element);
          return [who, { group, ...state }];
        }),
      ),
    );
  const [was, is] = [states("removed"), states("added")];
  const found = new Map<string, UnnamedChange>();
  for (const who of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(who), is.get(who)];
    const key = JSON.stringify([old ?? null, now ?? null]);
    const change = changeOfUser({ ...(old ? { before: old } : {}), ...(now ? { after: now } : {}) }, before, after);
    found.set(key, { ...change, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, change]) => change);
}

/** Users by group, in numbers. Where an access map names them, with the digest that it would have if it did not. */
export function membersOf(map: ReviewedAccessMap | undefined): ReadonlyMap<string, Members> {
  if (map === undefined || isCounted(map)) {
    return new Map(Object.entries(map?.groups ?? {}).flatMap(([name, { users }]) => (users ? [[name, users]] : [])));
  }
  const users = Object.entries(map.users ?? {}).map(([name, description]) => ({ name, ...readUserState(description) }));
  return new Map(
    [...new Set(users.map(({ group }) => group))].map((group) => {
      const members = users.filter((user) => user.group === group);
      const disabled = members.filter((user) => user.disabled).length;
      return [group, { users: members.length, disabled, digest: digestOfSet(members.map(memberNumber)) }];
    }),
  );
}
