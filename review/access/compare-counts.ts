import { type Members, memberNumber, readMember } from "../../infra/access-map";
import { compareDigests, digestOfSet, type SetChange } from "../../infra/set-digest";
import { changeOfUser, type UserChange } from "./compare-users";
import type { ReviewedAccessMap } from "./reviewed-access-map";
import { type ReviewedUser, readUserState } from "./reviewed-user";

/** Changes of a group's users, if the plan has too many users to name them. */
export interface CountChange {
  readonly group: string;
  readonly before: number;
  readonly after: number;
  /**
   * Number of users who can log in and could not before, or until another time. Left out if the digests cannot tell.
   */
  readonly added?: number;
  /** Number of users who could log in and no longer can, or until another time. Left out if the digests cannot tell. */
  readonly removed?: number;
}

/** Users with the same change. The digests tell which user is the same before and after, but not the users' names. */
export interface UnnamedChange extends Omit<UserChange, "name"> {
  /** How many users. */
  readonly count: number;
}

/** Changes of users, if there are too many users to name them. */
export interface CountedUsers {
  readonly groups: readonly CountChange[];
  readonly users: readonly UnnamedChange[];
}

const NOBODY: Members = { users: 0, disabled: 0, digest: digestOfSet([]) };

/** Whether an access map counts its users and does not name them. */
export function isCounted(map: ReviewedAccessMap | undefined): boolean {
  return map !== undefined && !map.users && !map.usersTable;
}

/**
 * Compares users by number and digest, if there are too many for the access map to name them: how many are added and
 * removed, move to another group, are disabled or enabled, or expire at another time. A group with the same number of
 * users is listed if its users changed.
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

/** Finds users who left one group and joined another, and counts users with the same change together. */
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

/** Number and digest of each group's users. If an access map names its users, their digest is computed. */
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
