import type { ReviewedGroup } from "./reviewed-access-map";
import { groupCovers, RULE_LISTS, type RuleList, ruleCovers } from "./rule-covers";

/** A rule that is gained or lost. */
export interface RuleChange {
  readonly list: RuleList;
  readonly rule: string;
  /** Of a gained rule: narrower ones it takes the place of. Of a lost one: narrower ones that take its place. */
  readonly narrower: readonly string[];
}

/** What changes for somebody who had one set of rules and gets another. */
export interface RulesComparison {
  /** Rules that allow something which was not allowed. */
  readonly gained: readonly RuleChange[];
  /** Rules that allowed something which is no longer allowed. */
  readonly lost: readonly RuleChange[];
  /** Whether rules are written differently without allowing more or less. */
  readonly rewritten: boolean;
}

/** Compares what two sets of rules allow. */
export function compareRules(before: ReviewedGroup, after: ReviewedGroup): RulesComparison {
  const gained = RULE_LISTS.flatMap((list) => onlyIn(list, after, before));
  const lost = RULE_LISTS.flatMap((list) => onlyIn(list, before, after));
  const differs = RULE_LISTS.some((list) => !sameRules(before[list], after[list]));
  return { gained, lost, rewritten: differs && gained.length === 0 && lost.length === 0 };
}

function onlyIn(list: RuleList, here: ReviewedGroup, there: ReviewedGroup): RuleChange[] {
  return [...new Set(here[list])]
    .filter((rule) => !groupCovers(there, list, rule))
    .map((rule) => ({ list, rule, narrower: there[list].filter((other) => ruleCovers(list, rule, other)) }));
}

function sameRules(some: readonly string[], others: readonly string[]): boolean {
  return some.every((rule) => others.includes(rule)) && others.every((rule) => some.includes(rule));
}
