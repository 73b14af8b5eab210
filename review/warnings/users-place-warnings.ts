import { isCounted, membersOf } from "../access/compare-counts";
import type { GroupChange } from "../access/compare-groups";
import type { ReviewedAccessMap } from "../access/reviewed-access-map";
import { readUserState } from "../access/reviewed-user";
import { usersPlaces } from "../access/users-places";
import { ACCESS_MAP, type ChangeOfType, changesOfType, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { count, list, type Sentence, say } from "../words/sentence";

/**
 * Warns if users are in a table, or move between the plan and a table: then a plan does not show who gains or loses
 * access.
 */
export function usersPlaceWarnings(plan: Plan, groups: readonly GroupChange[]): Warning[] {
  const { before, after } = usersPlaces(plan);
  if (after?.in === "table" && before === undefined) {
    const sentence = say`Users live in the table ${after.table}: no plan shows who gains or loses access there.`;
    return [{ code: "users-in-table", sentence }];
  }
  if (after?.in === "table" && before?.in === "table") {
    return [...otherTable(plan, before.table, after.table), ...groupWarnings(groups, after.table)];
  }
  if (after?.in === "table" && before?.in === "plan") {
    const map = knownChange(plan, ACCESS_MAP).before?.map;
    const left = map ? usersByGroup(map) : [];
    const who: Sentence = left.length === 0 ? [] : say` In the plan until now: ${list(left, "; ")}.`;
    const sentence = say`Users move out of the plan into the table ${after.table}: users who are not in it can no longer log in, other users who are in it can, and no plan shows them any more.${who}`;
    return [{ code: "users-leave-plan", sentence, widens: true, narrows: true }];
  }
  if (after?.in !== "plan" || before?.in !== "table") return [];
  const sentence = say`Users come back into the plan: users who are in the table ${before.table} only can no longer log in. Those who were in it already count as gained here, since no plan shows who that is.`;
  return [{ code: "users-enter-plan", sentence, narrows: true }];
}

/**
 * Another table may have older users, such as a restored table. A table that the plan creates is empty, which another
 * warning reports.
 */
function otherTable(plan: Plan, was: string, is: string): Warning[] {
  if (was === is || changesOfType(plan, "aws_dynamodb_table").some((table) => isMadeEmpty(table, is))) return [];
  const sentence = say`Users are looked up in the table ${is} from now on (before: ${was}): users who were removed, disabled or given a new secret since in ${was} may still be in the other as before, and users who were added since may be missing. No plan shows who that is.`;
  return [{ code: "users-table-changed", sentence, widens: true, narrows: true }];
}

function isMadeEmpty({ actions, after }: ChangeOfType<"aws_dynamodb_table">, name: string): boolean {
  const isFilled =
    after?.restore_source_name || after?.restore_source_table_arn || (after?.import_table ?? []).length > 0;
  return actions.includes("create") && after?.name === name && !isFilled;
}

/** A user in the table whose group does not exist is refused, so a new or removed group changes who can log in. */
function groupWarnings(groups: readonly GroupChange[], table: string): Warning[] {
  const named = (wanted: GroupChange["kind"]) => groups.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  const [added, removed] = [named("new"), named("removed")];
  const gained = say`Users in the table ${table} with a group that is new (${list(added)}) can log in from now on: no plan shows who that is.`;
  const lost = say`Users in the table ${table} with a group that is removed (${list(removed)}) can no longer log in: no plan shows who that is.`;
  return [
    ...(added.length > 0 ? [{ code: "table-group-added", sentence: gained, widens: true } as const] : []),
    ...(removed.length > 0 ? [{ code: "table-group-removed", sentence: lost, narrows: true } as const] : []),
  ];
}

/** Describes the users of each group: their names, or their number if the plan has no names. */
function usersByGroup(map: ReviewedAccessMap): Sentence[] {
  const { users } = map;
  if (isCounted(map)) {
    const filled = [...membersOf(map)].filter(([, members]) => members.users > 0);
    return filled.map(([group, members]) => say`${group}, ${count(members.users, "user")}`);
  }
  const states = Object.entries(users ?? {}).map(([name, description]) => ({ name, ...readUserState(description) }));
  const groups = [...new Set(states.map(({ group }) => group))].sort();
  return groups.map((group) => {
    const members = states.filter((user) => user.group === group).map(({ name }) => name);
    return say`${group}, ${count(members.length, "user")} (${list(members.sort())})`;
  });
}
