import { ACCESS_MAP, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { ReviewedAccessMap } from "./reviewed-access-map";

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
  const { before, after } = knownChange(plan, ACCESS_MAP);
  return {
    ...(before ? { before: placeOf(before.map) } : {}),
    ...(after ? { after: placeOf(after.map) } : {}),
  };
}

function placeOf({ usersTable }: ReviewedAccessMap): UsersPlace {
  return usersTable ? { in: "table", table: usersTable.name } : { in: "plan" };
}
