import { type Members, memberText } from "../../infra/access-map";
import { compareDigests, digestOfSet } from "../../infra/set-digest";
import type { ReviewedAccessMap } from "./reviewed-access-map";
import { readUserState } from "./reviewed-user";

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

const NOBODY: Members = { users: 0, disabled: 0, digest: digestOfSet([]) };

/** Whether an access map has users and does not name them. */
export function isCounted(map: ReviewedAccessMap | undefined): boolean {
  return map !== undefined && !map.users && !map.usersTable;
}

/**
 * Compares users by number and digest, where there are too many for the access map to name them. A group whose number stays the same is
 * listed if its users changed nevertheless.
 */
export function compareCounts(
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): CountChange[] {
  if (!isCounted(before) && !isCounted(after)) return [];
  const [old, now] = [membersOf(before), membersOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((group) => {
    const [was, is] = [old.get(group) ?? NOBODY, now.get(group) ?? NOBODY];
    if (was.users === is.users && was.disabled === is.disabled && was.digest === is.digest) return [];
    const sizes = { before: was.users - was.disabled, after: is.users - is.disabled };
    return [{ group, before: was.users, after: is.users, ...compareDigests(was.digest, is.digest, sizes) }];
  });
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
      const able = members.filter(({ disabled }) => !disabled);
      const digest = digestOfSet(able.map(memberText));
      return [group, { users: members.length, disabled: members.length - able.length, digest }];
    }),
  );
}
