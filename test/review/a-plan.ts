import type { GroupSettings } from "../../config/schema/config-schema";
import type { User } from "../../identity/users/users-schema";
import { type AccessMap, accessMap, usersInTable } from "../../infra/access-map";
import { parsePlan } from "../../review/plan/parse-plan";
import type { Plan } from "../../review/plan/plan-schema";
import { type Review, reviewPlan } from "../../review/review-plan";
import { text } from "../../review/words/render-review";

/**
 * A resource before and after a plan; `null` if it does not exist. The action follows from both, unless `how` is given.
 */
export type BeforeAfter = readonly [before: object | null, after: object | null, how?: "replace" | "forget"];

/** Returns a group's settings. @param rules Rules that differ from the default */
export function aGroup(rules: Partial<GroupSettings> = {}): GroupSettings {
  return {
    clientIds: ["{username}"],
    publish: ["telemetry/{username}/#"],
    subscribe: ["commands/{username}/#"],
    retain: [],
    disconnectAfterSeconds: 86_400,
    refreshAfterSeconds: 900,
    ...rules,
  };
}

const CODE = { function: "0123456789abcdef", defaultAuthorizer: "fedcba9876543210" };

/** Returns an access map. @param users Groups by user name: `{ "meter-1": "sensors" }` */
export function aMap(
  groups: Record<string, GroupSettings>,
  users: Record<string, string | Partial<User>> = {},
): AccessMap {
  return accessMap({
    groups,
    users: Object.entries(users).map(([name, user]) => ({
      name,
      group: "sensors",
      secrets: [],
      ...(typeof user === "string" ? { group: user } : user),
    })),
    code: CODE,
  });
}

/** Returns an access map for users in a table. */
export function aTableMap(groups: Record<string, GroupSettings>, usersTable = "fleet-users"): AccessMap {
  return accessMap({ groups, users: [], inPlaceOfUsers: usersInTable(usersTable), code: CODE });
}

/** Returns the values of the resource that holds an access map. */
export function mapValues(map: AccessMap): object {
  return { triggers_replace: map };
}

/** Returns the JSON of a plan of the stack `fleet`, as `terraform show -json` prints it. */
export function planJson(resources: Record<string, BeforeAfter>, more: object = {}): object {
  const all = { "terraform_data.access_map": [null, null] as BeforeAfter, ...resources };
  return {
    format_version: "1.2",
    resource_changes: changes(all).filter(({ change }) => change.actions.length > 0),
    configuration: configuration({}),
    ...more,
  };
}

/** Returns a plan's changes of resources, without resources that exist neither before nor after. */
export function changes(resources: Record<string, BeforeAfter>) {
  return Object.entries(resources).map(([address, [before, after, how]]) => ({
    address,
    mode: "managed",
    change: { actions: how ? ACTIONS[how] : actionsFor(before, after), before, after },
  }));
}

/** Returns a plan's member `configuration`. */
export function configuration(provider: object): object {
  return {
    provider_config: { aws: { expressions: { region: { constant_value: "eu-west-1" }, ...provider } } },
    root_module: {
      resources: [
        { address: "terraform_data.access_map" },
        { address: "aws_lambda_function.authorizer", expressions: { function_name: { constant_value: "fleet" } } },
      ],
    },
  };
}

const ACTIONS = { replace: ["delete", "create"], forget: ["forget"] } as const;

function actionsFor(before: object | null, after: object | null): string[] {
  if (before === null && after === null) return [];
  if (before === null) return ["create"];
  if (after === null) return ["delete"];
  return JSON.stringify(before) === JSON.stringify(after) ? ["no-op"] : ["update"];
}

/** Parses a plan as the tool does. */
export function aPlan(json: object): Plan {
  return parsePlan(Buffer.from(JSON.stringify(json)));
}

/** Reviews a plan with these resources. The access map does not change unless it is one of them. */
export function reviewOf(resources: Record<string, BeforeAfter>, more: object = {}): Review {
  const map = mapValues(aMap({}));
  return reviewPlan(aPlan(planJson({ "terraform_data.access_map": [map, map], ...resources }, more)), []);
}

/** Reviews a plan in which only the access map changes. */
export function reviewOfAccess(before: AccessMap | null, after: AccessMap | null): Review {
  const [was, is] = [before && mapValues(before), after && mapValues(after)];
  return reviewOf({ "terraform_data.access_map": [was, is] });
}

/** Returns the warnings of a review by code, as text. */
export function warningsOf(review: Review): Record<string, string> {
  return Object.fromEntries(review.warnings.map(({ code, sentence }) => [code, text(sentence)]));
}
