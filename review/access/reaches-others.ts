import type { ReviewedGroup } from "./reviewed-access-map";
import { RULE_LISTS, type RuleList } from "./rule-covers";

/** The user's name, or the name of a device's thing. */
const OWN_NAME = /\{(username|thingName)\}/;

/** A rule that is not limited to the user who logs in. */
export interface SharedRule {
  readonly list: RuleList;
  readonly rule: string;
}

/**
 * Returns the rules of a group by which a user can reach topics and client ids of other users: topics without the
 * user's name, and client ids that another user may need. `{clientId}` limits a topic only if the client ids are
 * limited to the user.
 * @example reachesOthers({ ...group, publish: ["star/#"] }) // [{ list: "publish", rule: "star/#" }]
 */
export function reachesOthers(group: ReviewedGroup): SharedRule[] {
  const freeClientIds = group.clientIds.some(isFreeClientId);
  const isFree = (list: RuleList, rule: string) => {
    if (list === "clientIds") return isFreeClientId(rule);
    return !OWN_NAME.test(rule) && !(rule.includes("{clientId}") && !freeClientIds);
  };
  return RULE_LISTS.flatMap((list) => group[list].filter((rule) => isFree(list, rule)).map((rule) => ({ list, rule })));
}

/**
 * `{username}-*` covers the client ids of a user called `<user>-2`; `{username}~*` covers nobody else's, since no user
 * name holds `~` (see `USER_NAME` in `lambda/contract.ts`). A device connects as its thing.
 */
function isFreeClientId(rule: string): boolean {
  if (rule === "{thingName}") return false;
  if (!rule.includes("{username}")) return true;
  return rule.endsWith("*") && !/\{username\}[^A-Za-z0-9._:@*{-]/.test(rule);
}
