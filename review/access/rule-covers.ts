import type { ReviewedGroup } from "./reviewed-access-map";

/** The lists of rules in a group. */
export const RULE_LISTS = ["clientIds", "publish", "subscribe", "retain"] as const;
export type RuleList = (typeof RULE_LISTS)[number];

/**
 * Whether one rule allows all that another allows, by the pattern that AWS gets: a `#` or `*` at the end is any run of characters, also
 * across `/`; `+` in a filter is only itself (see `config/groups/statements.ts`). A placeholder is the same text as itself and no other.
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

/** Whether one of a group's rules allows all that a rule allows. */
export function groupCovers(group: ReviewedGroup, kind: RuleList, rule: string): boolean {
  return group[kind].some((wide) => ruleCovers(kind, wide, rule));
}

function withoutWildcard(rule: string, wildcard: string): string {
  return rule.endsWith(wildcard) ? rule.slice(0, -1) : rule;
}
