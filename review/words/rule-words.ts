import { RULE_LISTS, type RuleList } from "../access/rule-covers";
import { list, type Sentence, say } from "./sentence";

/** Verbs for what a rule allows; each continues "may". */
export const ALLOWS: Readonly<Record<RuleList, string>> = {
  clientIds: "connect as",
  publish: "publish to",
  subscribe: "subscribe to",
  retain: "publish retained messages to",
};

/** Describes rules, one sentence for each kind: "publish to a, b". */
export function permissions(
  rules: readonly { readonly list: RuleList; readonly rule: string; readonly narrower?: readonly string[] }[],
  aboutNarrower = "",
): Sentence[] {
  return RULE_LISTS.flatMap((kind) => {
    const ofKind = rules.filter((rule) => rule.list === kind);
    if (ofKind.length === 0) return [];
    const texts = ofKind.map(({ rule, narrower = [] }) =>
      aboutNarrower === "" || narrower.length === 0
        ? say`${rule}`
        : say`${rule} (${[aboutNarrower]} ${list(narrower)})`,
    );
    return [say`${[ALLOWS[kind]]} ${list(texts)}`];
  });
}
