import { byName, type Difference, PROBLEM } from "./difference";
import type { Evaluated, Lookup } from "./evaluate-reference";
import { elementsOf, isObject, type Json, membersOf, sameJson } from "./plan-json";

/** A plan's resources, from the parts of the plan that describe them. */
export interface PlannedResourcesOf {
  /** Entries of `resource_changes` by address, without deposed objects. */
  readonly changes: ReadonlyMap<string, Json>;
  /** Resources of the state before the apply, by address, including data sources that were read while planning. */
  readonly prior: ReadonlyMap<string, Json>;
  /** Resources of `planned_values`, by address. */
  readonly planned: ReadonlyMap<string, Json>;
  /** Differences: several entries with one address, entries without an address, and deposed objects. */
  readonly differences: readonly Difference[];
  /** Resolves references into the plan. */
  readonly lookup: Lookup;
}

/**
 * Reads a plan's resources. Only the root module is read for `prior` and `planned`; other modules are reported as
 * differences elsewhere.
 */
export function plannedResourcesOf(whole: Json): PlannedResourcesOf {
  const addressOf = ({ address }: Json) => address;
  const deposed = elementsOf(whole.resource_changes).filter((change) => membersOf(change).deposed !== undefined);
  const current = elementsOf(whole.resource_changes).filter((change) => membersOf(change).deposed === undefined);
  const changes = byName("resource_changes", current, addressOf);
  const priorState = membersOf(membersOf(whole.prior_state).values);
  const isCurrent = (resource: unknown) => membersOf(resource).deposed_key === undefined;
  const priorResources = elementsOf(membersOf(priorState.root_module).resources).filter(isCurrent);
  const prior = byName("prior_state", priorResources, addressOf);
  const plannedResources = membersOf(membersOf(whole.planned_values).root_module).resources;
  const planned = byName("planned_values", plannedResources, addressOf);
  return {
    changes: changes.found,
    prior: prior.found,
    planned: planned.found,
    differences: [
      ...changes.differences,
      ...prior.differences,
      ...planned.differences,
      ...deposed.map((change) => {
        const { address } = membersOf(change);
        const part = typeof address === "string" ? address : "resource_changes";
        return { part, path: "deposed", problem: "is left over from a replacement that failed" };
      }),
    ],
    lookup: (address, path) => {
      const change = changes.found.get(address)?.change;
      if (isObject(change)) return valueAt(path, change.after, change.after_unknown);
      const read = prior.found.get(address);
      return read ? valueAt(path, read.values, {}) : { is: "computed" };
    },
  };
}

function valueAt(path: readonly string[], value: unknown, unknown: unknown): Evaluated {
  if (unknown === true) return { is: "unknown" };
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? { is: "unknown" } : { is: "known", value };
  return valueAt(rest, membersOf(value)[step], membersOf(unknown)[step]);
}

/** Whether a plan destroys the whole stack (`terraform plan -destroy`): every resource is deleted and none is left. */
export function isWholeDestroyed({ changes, prior, planned }: PlannedResourcesOf): boolean {
  const isDelete = ({ change }: Json) => sameJson(membersOf(change).actions, ["delete"]);
  const remains = [...prior].filter(([address, { mode }]) => mode !== "data" && !changes.has(address));
  return [...changes.values()].every(isDelete) && remains.length === 0 && planned.size === 0;
}

/** Returns a difference for each member of an entry that is not among the known members. */
export function othersThan(part: string, entry: Json, known: readonly string[]): Difference[] {
  return Object.keys(entry)
    .filter((name) => !known.includes(name))
    .map((name) => ({ part, path: name, problem: PROBLEM.strange }));
}
