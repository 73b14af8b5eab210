import { ACCESS_MAP, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { ReviewedAccessMap } from "./reviewed-access-map";

/** Where a stack's users are: in the plan (named or counted), or in a table, whose users are in no plan. */
export type UsersPlace = { readonly in: "plan" } | { readonly in: "table"; readonly table: string };

/** Where a stack's users are before and after an apply; left out if the stack does not exist then. */
export interface UsersPlaces {
  readonly before?: UsersPlace;
  readonly after?: UsersPlace;
}

/**
 * Reads from a plan where a stack's users are before and after the apply.
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
