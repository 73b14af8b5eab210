import { ACCESS_MAP, knownChange } from "../known-resources";
import type { ReviewedAccessMap } from "../known-values";
import type { Plan } from "../plan-schema";
import { count, list, type Sentence, say } from "../sentence";
import { readUserState } from "../user-state";
import { usersPlaces } from "../users-place";
import type { Warning } from "./warning";

/** Whether users leave the plan for a table or come back into it: then a plan cannot tell who gains or loses access. */
export function usersPlaceWarnings(plan: Plan): Warning[] {
  const { before, after } = usersPlaces(plan);
  if (after?.in === "table" && before === undefined) {
    const sentence = say`Users live in the table ${after.table}: who gains or loses access there shows in no plan.`;
    return [{ code: "users-in-table", sentence }];
  }
  if (after?.in === "table" && before?.in === "plan") {
    const map = knownChange(plan, ACCESS_MAP).before?.input;
    const left = map ? usersByGroup(map) : [];
    const who: Sentence = left.length === 0 ? [] : say` In the plan until now: ${list(left, "; ")}.`;
    const sentence = say`Users move out of the plan into the table ${after.table}: whoever is not in it can no longer log in, whoever else is in it can, and no plan shows them any more.${who}`;
    return [{ code: "users-leave-plan", sentence, widens: true, narrows: true }];
  }
  if (after?.in !== "plan" || before?.in !== "table") return [];
  const sentence = say`Users come back into the plan: whoever is in the table ${before.table} only can no longer log in. Those who were in it already count as gained here, since no plan shows who that is.`;
  return [{ code: "users-enter-plan", sentence, narrows: true }];
}

/** Users by group, in words: names, or numbers where the plan holds no names. */
function usersByGroup({ users, userCounts }: ReviewedAccessMap): Sentence[] {
  if (userCounts) {
    return Object.entries(userCounts).map(([group, { users: number }]) => say`${group}, ${count(number, "user")}`);
  }
  const states = Object.entries(users ?? {}).map(([name, description]) => ({ name, ...readUserState(description) }));
  const groups = [...new Set(states.map(({ group }) => group))].sort();
  return groups.map((group) => {
    const members = states.filter((user) => user.group === group).map(({ name }) => name);
    return say`${group}, ${count(members.length, "user")} (${list(members.sort())})`;
  });
}
