import type { ReviewedAccessMap } from "./known-values";
import { readUserState } from "./user-state";

/** What is known of a group's users where the plan names them no longer. */
export interface CountChange {
  readonly group: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Compares users by number, where there are too many for the access map to name them. A group whose number stays the same is listed if
 * its users changed nevertheless.
 */
export function compareCounts(
  before: ReviewedAccessMap | undefined,
  after: ReviewedAccessMap | undefined,
): CountChange[] {
  if (!before?.userCounts && !after?.userCounts) return [];
  const [old, now] = [countsOf(before), countsOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((group) => {
    const [was, is] = [old.get(group), now.get(group)];
    if (was?.users === is?.users && was?.digest === is?.digest) return [];
    return [{ group, before: was?.users ?? 0, after: is?.users ?? 0 }];
  });
}

function countsOf(map: ReviewedAccessMap | undefined): Map<string, { users: number; digest?: string }> {
  if (map?.userCounts) return new Map(Object.entries(map.userCounts));
  const groups = Object.values(map?.users ?? {}).map((description) => readUserState(description).group);
  return new Map(
    [...new Set(groups)].map((group) => [group, { users: groups.filter((name) => name === group).length }]),
  );
}
