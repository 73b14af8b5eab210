import { type CountChange, compareCounts, isCounted, type UnnamedChange } from "./access/compare-counts";
import { compareDevices, type DeviceChange } from "./access/compare-devices";
import { compareGroups, type GroupChange } from "./access/compare-groups";
import { compareUsers, type UserChange } from "./access/compare-users";
import { usersPlaces } from "./access/users-places";
import { kindWarnings, LOGIN_REVIEWS, STORE_REVIEWS } from "./kind-reviews";
import { ACCESS_MAP, knownChange } from "./plan/known-resources";
import { planIdentity } from "./plan/plan-identity";
import type { Plan } from "./plan/plan-schema";
import { type PlannedResources, plannedResources } from "./plan/planned-resources";
import type { Difference } from "./trusted/difference";
import { accountWarnings } from "./warnings/account-warnings";
import { authorizerWarnings } from "./warnings/authorizer-warnings";
import { defaultAuthorizerWarnings } from "./warnings/default-authorizer-warnings";
import { effectWarnings } from "./warnings/effects-warnings";
import { endpointWarnings } from "./warnings/endpoint-warnings";
import { functionRoleWarnings } from "./warnings/function-role-warnings";
import { functionSettingsWarnings } from "./warnings/function-settings-warnings";
import { groupWarnings } from "./warnings/groups-warnings";
import { invokePermissionWarnings } from "./warnings/invoke-permission-warnings";
import { monitoringWarnings } from "./warnings/monitoring-warnings";
import { notMadeHereWarnings } from "./warnings/not-made-here";
import { operationWarnings } from "./warnings/operation-warnings";
import { packageChanges, packageWarnings } from "./warnings/package-warnings";
import { stateWarnings } from "./warnings/state-warnings";
import { unknownResourceWarnings } from "./warnings/unknown-resources-warnings";
import { usersPlaceWarnings } from "./warnings/users-place-warnings";
import type { Warning } from "./words/sentence";

/** What a plan changes, for the people who approve it. It contains no other part of the plan. */
export interface Review {
  readonly stack: string;
  readonly region: string;
  /** `widens` if anybody may log in or do more than before, even if other access is removed. */
  readonly access: "widens" | "narrows" | "unchanged";
  readonly resources: PlannedResources;
  readonly users: readonly UserChange[];
  /**
   * In place of `users` if there are more than 200: how many are added and removed. If too many change at once, these
   * numbers are missing, and the change counts as widening.
   */
  readonly userCounts: readonly CountChange[];
  /** Changes of these users, without names. Groups whose `userCounts` have only totals are not included. */
  readonly unnamedUsers: readonly UnnamedChange[];
  /** Changes of devices with certificates that the configuration names. */
  readonly devices: readonly DeviceChange[];
  readonly groups: readonly GroupChange[];
  readonly warnings: readonly Warning[];
  /** Differences between the plan and the synthesis of the configuration. Each counts as widening. */
  readonly differences: readonly Difference[];
  /** Whether the function's zip changes: its code, settings, users, secrets or rules. */
  readonly packageChanges: boolean;
  /** The plan file, if it was given. The plan file that is applied must have this digest. */
  readonly planFile?: { readonly sha256: string };
}

/**
 * Reviews a plan: who gains and loses access, which rules change, and which warnings apply.
 * @param differences Result of {@link compareWithSynthesis}: each counts as widening, since its effect on access is not
 * known
 * @throws {PlanFileError} if a value of the plan has the wrong type
 * @example reviewPlan(asPlan(json), compareWithSynthesis(json, synthesis)).access // "widens"
 */
export function reviewPlan(plan: Plan, differences: readonly Difference[]): Review {
  const { stack, region } = planIdentity(plan);
  const map = knownChange(plan, ACCESS_MAP);
  // A resource that Terraform only forgets stays in AWS as it is.
  const [before, after] = [map.before?.map, map.actions.includes("forget") ? map.before?.map : map.after?.map];
  const places = usersPlaces(plan);
  const areCompared = !(places.before?.in === "plan" && places.after?.in === "table");
  const counted = areCompared ? compareCounts(before, after) : { groups: [], users: [] };
  const users = !areCompared || isCounted(before) || isCounted(after) ? [] : compareUsers(before, after);
  const devices = compareDevices(plan, before, after);
  const groups = compareGroups(before, after);
  const account = accountWarnings(plan, region);
  const warnings = [
    ...notMadeHereWarnings(differences),
    ...operationWarnings(plan, differences),
    ...kindWarnings(STORE_REVIEWS, plan),
    ...usersPlaceWarnings(plan, groups),
    ...account,
    ...defaultAuthorizerWarnings(plan),
    ...authorizerWarnings(plan),
    ...endpointWarnings(plan),
    ...groupWarnings({ before, after, groups, users, region }),
    ...invokePermissionWarnings(plan),
    ...functionRoleWarnings(plan),
    ...functionSettingsWarnings(plan),
    ...packageWarnings(plan),
    ...stateWarnings(
      plan,
      account.some(({ code }) => code !== "account-unguarded"),
    ),
    ...effectWarnings(plan),
    ...kindWarnings(LOGIN_REVIEWS, plan),
    ...unknownResourceWarnings(plan),
    ...monitoringWarnings(plan),
  ];
  const who = { users, userCounts: counted.groups, unnamedUsers: counted.users };
  return {
    stack,
    region,
    access: accessOf({ ...who, devices, groups, warnings }),
    resources: plannedResources(plan),
    ...who,
    devices,
    groups,
    warnings,
    differences,
    packageChanges: packageChanges(plan),
  };
}

function accessOf(
  review: Pick<Review, "users" | "userCounts" | "unnamedUsers" | "devices" | "groups" | "warnings">,
): Review["access"] {
  const { users, userCounts, unnamedUsers, devices, groups, warnings } = review;
  const members = [...users, ...unnamedUsers, ...devices];
  const untold = userCounts.filter(({ added }) => added === undefined);
  const widens =
    members.some((member) => member.gains) ||
    untold.some(({ after }) => after > 0) ||
    groups.some((group) => group.widens) ||
    warnings.some((warning) => warning.widens);
  if (widens) return "widens";
  const narrows =
    members.some((member) => member.loses) ||
    untold.length > 0 ||
    groups.some((group) => group.narrows) ||
    warnings.some((warning) => warning.narrows);
  return narrows ? "narrows" : "unchanged";
}
