import { LIMITS } from "../../lambda/contract";
import type { GroupChange } from "../access/compare-groups";
import type { UserChange } from "../access/compare-users";
import { policyNearLimit } from "../access/policy-near-limit";
import { reachesOthers, type SharedRule } from "../access/reaches-others";
import { groupOf, type ReviewedAccessMap, type ReviewedGroup } from "../access/reviewed-access-map";
import { permissions } from "../words/rule-words";
import type { Warning } from "../words/sentence";
import { list, say } from "../words/sentence";

/** Input of {@link groupWarnings}. */
export interface GroupsUnderReview {
  readonly before: ReviewedAccessMap | undefined;
  readonly after: ReviewedAccessMap | undefined;
  readonly groups: readonly GroupChange[];
  readonly users: readonly UserChange[];
  readonly region: string;
}

/**
 * Warns of groups whose users can reach other users' topics, or whose policy is near AWS's limits. Only changes of this
 * plan are reported.
 */
export function groupWarnings(review: GroupsUnderReview): Warning[] {
  return Object.entries(review.after?.groups ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, group]) => [...reachWarnings(name, group, review), ...sizeWarnings(name, group, review)]);
}

function reachWarnings(name: string, group: ReviewedGroup, { before, users }: GroupsUnderReview): Warning[] {
  const rules = reachesOthers(group);
  const known = groupOf(before, name);
  const old = known ? reachesOthers(known) : [];
  const fresh = rules.filter((rule) => !old.some((other) => other.list === rule.list && other.rule === rule.rule));
  const newcomers = users.filter(
    ({ after, before: was, gains }) => gains && after?.group === name && was?.group !== name,
  );
  if (fresh.length > 0) return [reachWarning(name, fresh)];
  return newcomers.length > 0 && rules.length > 0 ? [reachWarning(name, rules)] : [];
}

function reachWarning(name: string, rules: readonly SharedRule[]): Warning {
  const sentence = say`Users of ${name} can reach topics or client ids of other users, by rules without their own name: ${list(permissions(rules))}.`;
  return { code: "reaches-others", sentence };
}

function sizeWarnings(name: string, group: ReviewedGroup, { groups, region }: GroupsUnderReview): Warning[] {
  if (!groups.some((change) => change.name === name)) return [];
  const near = policyNearLimit(group, region);
  if (near === undefined) return [];
  const limit = say`AWS accepts ${LIMITS.policyDocuments} documents of ${LIMITS.policyDocumentCharacters} characters`;
  const sentence =
    near === "one-rule"
      ? say`A rule of ${name} nearly fills a policy document with the longest names: ${limit}.`
      : say`The policy of ${name} takes ${near.documents} documents with the longest names: ${limit}.`;
  return [{ code: "policy-near-limit", sentence }];
}
