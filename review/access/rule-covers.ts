import type { ReviewedGroup } from "./reviewed-access-map";

/** The lists of rules in a group. */
export const RULE_LISTS = ["clientIds", "publish", "subscribe", "retain"] as const;
export type RuleList = (typeof RULE_LISTS)[number];

/**
 * Whether one rule allows everything that another rule allows, as AWS evaluates them: a `#` or `*` at the end is any
 * number of any characters, including `/`; `+` in a filter is an ordinary character (see
 * `config/groups/statements.ts`). A placeholder equals only itself.
 * @example ruleCovers("publish", "telemetry/#", "telemetry/{username}/#") // true
 */
export function ruleCovers(kind: RuleList, wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (kind === "clientIds" && wide === "{clientId}") return true;
  const wildcard = kind === "clientIds" ? "*" : "#";
  if (!wide.endsWith(wildcard)) return false;
  const start = wide.slice(0, -1);
  return withoutWildcard(narrow, wildcard).startsWith(start);
}

/** Whether one of a group's rules allows everything that a rule allows. */
export function groupCovers(group: ReviewedGroup, kind: RuleList, rule: string): boolean {
  return group[kind].some((wide) => ruleCovers(kind, wide, rule));
}

function withoutWildcard(rule: string, wildcard: string): string {
  return rule.endsWith(wildcard) ? rule.slice(0, -1) : rule;
}
