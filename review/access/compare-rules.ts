import type { ReviewedGroup } from "./reviewed-access-map";
import { groupCovers, RULE_LISTS, type RuleList, ruleCovers } from "./rule-covers";

/** A gained or lost rule. */
export interface RuleChange {
  readonly list: RuleList;
  readonly rule: string;
  /** For a gained rule: the narrower rules that it replaces. For a lost rule: the narrower rules that replace it. */
  readonly narrower: readonly string[];
}

/** Differences between two sets of rules. */
export interface RulesComparison {
  /** Rules that allow more than the old set of rules. */
  readonly gained: readonly RuleChange[];
  /** Rules of the old set that allowed more than the new set. */
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
