import { knownType } from "../types/known-types";
import { compareAttributes } from "./compare-attributes";
import { isProviderOf } from "./compare-configuration";
import { type Difference, PROBLEM, pathOf } from "./difference";
import { elementsOf, isObject, isUnknownAnywhere, type Json, membersOf, sameJson } from "./plan-json";
import { isWholeDestroyed, othersThan, type PlannedResourcesOf } from "./planned";
import { instancesOf, type Synthesis, type SynthesizedResource } from "./synthesis";

/**
 * Compares a plan's resource changes with the synthesis: every planned resource must be in the synthesis and the other
 * way round, and a resource that is destroyed or forgotten must be of a type that stacks of this project have.
 */
export function compareChanges(plan: PlannedResourcesOf, synthesis: Synthesis): Difference[] {
  const instances = new Map(
    [...synthesis.resources.values()].flatMap((resource) =>
      instancesOf(resource).map((address) => [address, resource] as const),
    ),
  );
  return [
    ...plan.differences,
    ...[...plan.changes].flatMap(([address, entry]) =>
      compareEntry(address, entry, instances.get(address), plan, synthesis),
    ),
    ...(isWholeDestroyed(plan) ? [] : missing(plan, instances)),
    ...[...plan.prior]
      .filter(([address, { mode }]) => mode !== "data" && !plan.changes.has(address))
      .map(([part]) => ({ part, path: "", problem: PROBLEM.leftOut })),
  ];
}

function missing(
  { changes, prior }: PlannedResourcesOf,
  instances: ReadonlyMap<string, SynthesizedResource>,
): Difference[] {
  return [...instances]
    .filter(([address, { mode }]) => !changes.has(address) && !(mode === "data" && prior.has(address)))
    .map(([part]) => ({ part, path: "", problem: PROBLEM.leftOut }));
}

const ENTRY = [
  "address",
  "mode",
  "type",
  "name",
  "index",
  "provider_name",
  "change",
  "action_reason",
  "previous_address",
];
const CHANGE = [
  ...[
    "actions",
    "before",
    "after",
    "after_unknown",
    "before_sensitive",
    "after_sensitive",
    "replace_paths",
    "importing",
  ],
  ...["before_identity", "after_identity"],
];
/** Terraform's actions, and whether the resource exists before and after. */
const ACTIONS: Readonly<Record<string, readonly [before: boolean, after: boolean]>> = {
  "no-op": [true, true],
  create: [false, true],
  read: [false, true],
  update: [true, true],
  delete: [true, false],
  forget: [true, false],
  "delete,create": [true, true],
  "create,delete": [true, true],
  "create,forget": [true, true],
};

function compareEntry(
  part: string,
  entry: Json,
  resource: SynthesizedResource | undefined,
  plan: PlannedResourcesOf,
  synthesis: Synthesis,
): Difference[] {
  const change = membersOf(entry.change);
  const actions = elementsOf(change.actions).join(",");
  const there = ACTIONS[actions];
  const [before, after] = [isObject(change.before), isObject(change.after)];
  if (there === undefined || there[0] !== before || there[1] !== after) {
    return [{ part, path: "actions", problem: PROBLEM.contradicts }];
  }
  const prior = plan.prior.get(part);
  return [
    ...othersThan(part, entry, ENTRY),
    ...othersThan(part, change, CHANGE),
    ...compareIdentity(part, entry),
    ...(entry.previous_address === undefined
      ? []
      : [{ part, path: "previous_address", problem: "is an address that the synthesis does not move from" }]),
    ...(before && !sameJson(prior?.values, change.before) && !isObject(change.importing)
      ? [{ part, path: "before", problem: PROBLEM.contradicts }]
      : []),
    ...(!before && prior !== undefined && entry.mode === "managed"
      ? [{ part, path: "before", problem: PROBLEM.contradicts }]
      : []),
    ...(after ? comparePlanned(part, entry, change, plan) : []),
    ...(after && !isObject(change.after_unknown) ? [{ part, path: "after_unknown", problem: PROBLEM.missing }] : []),
    ...compareReplacement(part, entry, change),
    ...(resource && !after && !isWholeDestroyed(plan)
      ? [{ part, path: "", problem: "goes, though the synthesis has it" }]
      : []),
    ...(resource
      ? compareAttributes(part, actions, change, resource, plan.lookup, synthesis)
      : foreign(part, entry, actions)),
  ];
}

/** Checks that address, type, name, index and provider agree. */
function compareIdentity(part: string, { mode, type, name, index, provider_name }: Json): Difference[] {
  const at = typeof index === "number" || typeof index === "string" ? `[${JSON.stringify(index)}]` : "";
  const address = `${mode === "data" ? "data." : ""}${type}.${name}${at}`;
  const isRight = address === part && ["managed", "data"].includes(String(mode)) && (index === undefined || at !== "");
  return [
    ...(isRight ? [] : [{ part, path: "address", problem: PROBLEM.contradicts }]),
    ...(isProviderOf(String(type), provider_name) ? [] : [{ part, path: "provider_name", problem: PROBLEM.other }]),
  ];
}

/** Checks that `planned_values` repeats the known values after the apply. */
function comparePlanned(part: string, entry: Json, { after }: Json, { planned }: PlannedResourcesOf): Difference[] {
  const found = planned.get(part);
  const isSame =
    found !== undefined &&
    sameJson(found.values, after) &&
    ["mode", "type", "name", "index", "provider_name"].every((name) => found[name] === entry[name]);
  return isSame ? [] : [{ part, path: "planned_values", problem: PROBLEM.contradicts }];
}

/** Terraform's reasons for a replacement, a deletion and a read. */
const REASONS = {
  replace: ["replace_because_cannot_update", "replace_by_triggers", "replace_by_request", "replace_because_tainted"],
  delete: [
    ...["delete_because_no_resource_config", "delete_because_count_index", "delete_because_each_key"],
    "delete_because_wrong_repetition",
  ],
  read: ["read_because_config_unknown", "read_because_dependency_pending", "read_because_check_nested"],
} as const;

function compareReplacement(part: string, { action_reason: reason }: Json, change: Json): Difference[] {
  const actions = elementsOf(change.actions);
  const kind =
    actions.length > 1 ? "replace" : actions[0] === "delete" || actions[0] === "read" ? actions[0] : undefined;
  const reasons: readonly unknown[] = kind ? REASONS[kind] : [];
  const isRight = reason === undefined ? kind !== "replace" : reasons.includes(reason);
  const paths = change.replace_paths;
  return [
    ...(isRight ? [] : [{ part, path: "action_reason", problem: PROBLEM.contradicts }]),
    ...(paths === undefined || (kind === "replace" && Array.isArray(paths))
      ? []
      : [{ part, path: "replace_paths", problem: PROBLEM.contradicts }]),
    ...elementsOf(paths).flatMap((path, index) => {
      const setting = String(elementsOf(path)[0]);
      const [was, is] = [membersOf(change.before)[setting], membersOf(change.after)[setting]];
      const changes = isUnknownAnywhere(membersOf(change.after_unknown)[setting]) || !sameJson(was, is);
      return changes ? [] : [{ part, path: pathOf(["replace_paths", index]), problem: PROBLEM.contradicts }];
    }),
  ];
}

/**
 * A resource that the synthesis does not have may only be destroyed or forgotten, and must be of a known type, so that
 * a warning reports it.
 */
function foreign(part: string, { type }: Json, actions: string): Difference[] {
  const goes = actions === "delete" || actions === "forget";
  if (goes && knownType(String(type)) !== undefined) return [];
  return [{ part, path: "", problem: goes ? "goes, and no stack made here has it" : PROBLEM.added }];
}
