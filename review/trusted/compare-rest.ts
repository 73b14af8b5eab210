import { type Difference, PROBLEM, pathOf } from "./difference";
import { evaluate, type Lookup, mayBeUnknown } from "./evaluate-reference";
import { elementsOf, isObject, isUnknownAnywhere, type Json, membersOf, sameJson } from "./plan-json";
import { isWholeDestroyed, othersThan, type PlannedResourcesOf } from "./planned";
import type { Synthesis } from "./synthesis";

/**
 * Top-level members of a plan. Plans of this project's stacks have no others, such as `action_invocations` or
 * `deferred_changes`.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 */
const TOP = [
  ...["format_version", "terraform_version", "variables", "planned_values", "resource_drift", "resource_changes"],
  ...["output_changes", "prior_state", "configuration", "relevant_attributes", "checks", "timestamp"],
  ...["applyable", "complete", "errored"],
];

/** Compares the other parts of a plan with the synthesis and with each other: outputs, variables and drift. */
export function compareRest(whole: Json, plan: PlannedResourcesOf, synthesis: Synthesis): Difference[] {
  const { prior_state, planned_values, applyable } = whole;
  return [
    ...othersThan("plan", withoutEmpty(whole), TOP),
    ...(applyable === undefined || typeof applyable === "boolean"
      ? []
      : [{ part: "plan", path: "applyable", problem: PROBLEM.strange }]),
    ...othersThan("prior_state", membersOf(prior_state), ["format_version", "terraform_version", "values", "checks"]),
    ...othersThan("planned_values", membersOf(planned_values), ["outputs", "root_module"]),
    ...compareModules("prior_state", membersOf(membersOf(prior_state).values)),
    ...compareModules("planned_values", membersOf(planned_values)),
    ...leftovers(plan),
    ...compareVariables(membersOf(whole.variables), synthesis),
    ...compareOutputs(whole, plan, synthesis),
    ...compareDrift(whole, plan),
  ];
}

/** Leaves out empty members: Terraform writes none, and they have no meaning. */
function withoutEmpty(whole: Json): Json {
  const isEmpty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(whole).filter(([name, value]) => TOP.includes(name) || !isEmpty(value)));
}

const RESOURCE = [
  ...["address", "mode", "type", "name", "index", "provider_name", "schema_version", "values", "sensitive_values"],
  ...["depends_on", "tainted", "deposed_key", "identity", "identity_schema_version"],
];

/** Checks that all resources are in the root module. */
function compareModules(part: string, values: Json): Difference[] {
  const { root_module, outputs, ...others } = values;
  const { resources, ...rest } = membersOf(root_module);
  return [
    ...othersThan(part, { ...others, ...rest }, []),
    ...(outputs === undefined || isObject(outputs) ? [] : [{ part, path: "outputs", problem: PROBLEM.strange }]),
    ...elementsOf(resources).flatMap((resource) => {
      const { address } = membersOf(resource);
      return othersThan(typeof address === "string" ? address : part, membersOf(resource), RESOURCE);
    }),
  ];
}

/** Resources that `planned_values` has and `resource_changes` does not. */
function leftovers({ planned, changes }: PlannedResourcesOf): Difference[] {
  return [...planned.keys()]
    .filter((address) => !isObject(membersOf(changes.get(address)?.change).after))
    .map((part) => ({ part, path: "planned_values", problem: PROBLEM.contradicts }));
}

/** Checks that a plan's variables are those of the synthesis, with a text as the value. */
function compareVariables(found: Json, { variables }: Synthesis): Difference[] {
  return [...new Set([...Object.keys(variables), ...Object.keys(found)])].flatMap((name) => {
    const { value, ...others } = membersOf(found[name]);
    const isRight = Object.hasOwn(variables, name) && typeof value === "string" && Object.keys(others).length === 0;
    return isRight ? [] : [{ part: `var.${name}`, path: "", problem: PROBLEM.strange }];
  });
}

/** Members of an output in a state and in planned values. */
const OUTPUT = ["sensitive", "type", "value"];
const OUTPUT_CHANGE = ["actions", "before", "after", "after_unknown", "before_sensitive", "after_sensitive"];

function compareOutputs(whole: Json, plan: PlannedResourcesOf, synthesis: Synthesis): Difference[] {
  const { lookup } = plan;
  // If everything is destroyed, outputs are deleted, except those that were never applied.
  const isOver = isWholeDestroyed(plan);
  const outputs = isOver ? {} : synthesis.outputs;
  const changes = membersOf(whole.output_changes);
  const planned = membersOf(membersOf(whole.planned_values).outputs);
  const prior = membersOf(membersOf(membersOf(whole.prior_state).values).outputs);
  const names = [changes, planned, prior, outputs].flatMap((of) => Object.keys(of));
  return [...new Set(names)].flatMap((name) => {
    const part = `output.${name}`;
    const change = membersOf(changes[name]);
    if (!Object.hasOwn(changes, name)) return isOver ? [] : [{ part, path: "", problem: PROBLEM.leftOut }];
    const { actions, after, after_unknown } = change;
    const [was, is] = [membersOf(prior[name]), membersOf(planned[name])];
    const goes = sameJson(actions, ["delete"]);
    return [
      ...othersThan(part, change, OUTPUT_CHANGE),
      ...othersThan(part, { ...was, ...is }, OUTPUT),
      ...(after_unknown === undefined ? [{ part, path: "after_unknown", problem: PROBLEM.missing }] : []),
      ...(Object.hasOwn(outputs, name) === goes
        ? [{ part, path: "", problem: goes ? PROBLEM.missing : PROBLEM.added }]
        : []),
      ...(goes || !Object.hasOwn(outputs, name)
        ? []
        : compareOutput(part, membersOf(outputs[name]).value, { after, unknown: after_unknown, planned: is }, lookup)),
      ...(actionOf(change) === undefined || sameJson(actions, [actionOf(change)])
        ? []
        : [{ part, path: "actions", problem: PROBLEM.contradicts }]),
    ];
  });
}

function actionOf({ actions, before, after, after_unknown }: Json): string | undefined {
  if (sameJson(actions, ["delete"])) return after === null || after === undefined ? undefined : "update";
  if (before === null || before === undefined) return "create";
  return after_unknown !== true && sameJson(before, after) ? "no-op" : "update";
}

interface PlannedOutput {
  readonly after: unknown;
  readonly unknown: unknown;
  readonly planned: Json;
}

function compareOutput(
  part: string,
  expected: unknown,
  { after, unknown, planned }: PlannedOutput,
  lookup: Lookup,
): Difference[] {
  if (unknown === true)
    return mayBeUnknown(expected, lookup) && planned.value === undefined
      ? []
      : [{ part, path: "", problem: PROBLEM.unknown }];
  if (isUnknownAnywhere(unknown) || !sameJson(planned.value ?? null, after ?? null))
    return [{ part, path: "planned_values", problem: PROBLEM.contradicts }];
  const value = typeof expected === "string" ? evaluate(expected, lookup) : ({ is: "known", value: expected } as const);
  const isRight = value.is === "computed" || (value.is === "known" && sameJson(value.value, after));
  return isRight ? [] : [{ part, path: "", problem: PROBLEM.other }];
}

/** Checks that the values after the drift are the values before the planned change. */
function compareDrift(whole: Json, { changes, prior }: PlannedResourcesOf): Difference[] {
  return elementsOf(whole.resource_drift).flatMap((entry, index) => {
    const { address, change } = membersOf(entry);
    const { after } = membersOf(change);
    const part = typeof address === "string" ? address : "resource_drift";
    const now = changes.get(part)?.change;
    const values = isObject(now) ? now.before : prior.get(part)?.values;
    const isRight = sameJson(after ?? null, values ?? null);
    return isRight ? [] : [{ part, path: pathOf(["resource_drift", index]), problem: PROBLEM.contradicts }];
  });
}
