import { ACCESS_MAP, changesOfType, knownChange } from "./known-resources";
import type { ReviewedAccessMap } from "./known-values";
import type { Plan } from "./plan-schema";

/** Where a stack's users are: named or counted in the plan, or in a table, which no plan shows. */
export type UsersPlace = { readonly in: "plan" } | { readonly in: "table"; readonly table: string };

/** Where a stack's users are before and after an apply; left out where there is no stack. */
export interface UsersPlaces {
  readonly before?: UsersPlace;
  readonly after?: UsersPlace;
}

/**
 * Finds out where a stack's users are before and after an apply.
 * @example usersPlaces(plan).after // { in: "table", table: "fleet-users" }
 */
export function usersPlaces(plan: Plan): UsersPlaces {
  const map = knownChange(plan, ACCESS_MAP);
  const tables = changesOfType(plan, "aws_dynamodb_table");
  const [before, after] = (["before", "after"] as const).map((when) => {
    const access = map[when]?.input;
    return access && placeOf(access, tables.flatMap((table) => table[when] ?? [])[0]?.name);
  });
  return { ...(before ? { before } : {}), ...(after ? { after } : {}) };
}

function placeOf({ users, userCounts }: ReviewedAccessMap, table: string | null | undefined): UsersPlace {
  const isNamed = Object.keys(users ?? {}).length > 0 || userCounts;
  return table && !isNamed ? { in: "table", table } : { in: "plan" };
}
