import type { Plan } from "./plan-schema";

/** Addresses of resources by their planned action, in the plan's order. */
export interface PlannedResources {
  readonly add: readonly string[];
  readonly change: readonly string[];
  readonly replace: readonly string[];
  readonly destroy: readonly string[];
  /** Resources that are removed from the state without being destroyed. */
  readonly forget: readonly string[];
}

/** Sorts the plan's resources by their planned action. Data sources and unchanged resources are left out. */
export function plannedResources(plan: Plan): PlannedResources {
  const managed = plan.resource_changes.filter(({ mode }) => mode === "managed");
  const having = (wanted: keyof PlannedResources) =>
    managed.filter(({ change }) => kindOf(change.actions) === wanted).map(({ address }) => address);
  return {
    add: having("add"),
    change: having("change"),
    replace: having("replace"),
    destroy: having("destroy"),
    forget: having("forget"),
  };
}

function kindOf(actions: readonly string[]): keyof PlannedResources | undefined {
  const has = (action: string) => actions.includes(action);
  if (has("create")) return has("delete") || has("forget") ? "replace" : "add";
  if (has("delete")) return "destroy";
  if (has("update")) return "change";
  return has("forget") ? "forget" : undefined;
}
