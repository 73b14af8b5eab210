import { isObject, type Json, membersOf, sameJson } from "../../../review/trusted/plan-json";
import {
  instancesOf,
  readSynthesis,
  type Synthesis,
  type SynthesizedResource,
} from "../../../review/trusted/synthesis";
import { type RecordedPlan, recordedPlan } from "../recorded-plan";

/** Recorded plans, which have the values that providers set. */
const DEPLOYED = recordedPlan("deployed");
const FIRST = recordedPlan("first");

type Change = Record<string, unknown>;
/** Returns a plan's changes by the resource's address. Tests must not change them. */
const entriesOf = ({ plan }: RecordedPlan) =>
  new Map((plan.resource_changes as Json[]).map((entry) => [String(entry.address), entry]));
const [DEPLOYED_ENTRIES, FIRST_ENTRIES] = [entriesOf(DEPLOYED), entriesOf(FIRST)];
const DEPLOYED_SYNTHESIS = DEPLOYED.synthesis;

/**
 * Returns the plan that Terraform would make when the recorded stack was applied from one synthesis and is planned from
 * another. Attributes that no synthesis sets are taken from the recorded plans. Only for changes that replace no
 * resource except the access map, since only Terraform can plan what is known after a replacement.
 * @param before Content of the `cdk.tf.json` that was applied last
 * @param after Content of the `cdk.tf.json` that is planned
 */
export function imaginedPlan(before: string, after: string): RecordedPlan {
  const [was, is] = [readSynthesis(before), readSynthesis(after)];
  const [old, now] = [valuesOf(was), valuesOf(is)];
  const entries = [...new Set([...old.keys(), ...now.keys()])].map((address) =>
    entryOf(address, old.get(address), now.get(address)),
  );
  const plan = structuredClone(DEPLOYED.plan);
  const { prior_state, planned_values } = plan as Record<string, { values: Change } & Change>;
  const state = membersOf(prior_state?.values).root_module as Change;
  const data = (state.resources as Json[]).filter(({ mode }) => mode === "data");
  state.resources = [...data, ...entries.flatMap((entry) => resourceOf(entry, "before"))];
  const planned = planned_values?.root_module as Change;
  planned.resources = entries.flatMap((entry) => resourceOf(entry, "after"));
  plan.resource_changes = entries;
  const checked = (plan.checks as { address: { kind: string; name: string } }[]).filter(
    ({ address }) => address.kind !== "check" || is.checks.includes(address.name),
  );
  Object.assign(plan, { checks: checked, variables: pick(membersOf(plan.variables), is.variables) });
  plan.applyable = entries.some((entry) => !sameJson(changeOf(entry).actions, ["no-op"]));
  const outputs = outputsOf(was, is);
  Object.assign(membersOf(prior_state?.values), { outputs: outputs.prior });
  Object.assign(planned_values ?? {}, { outputs: outputs.planned });
  plan.output_changes = outputs.changes;
  plan.configuration = configurationOf(is);
  return { plan, synthesis: is };
}

function valuesOf(synthesis: Synthesis): Map<string, Json> {
  const managed = [...synthesis.resources.values()].filter(({ mode }) => mode === "managed");
  return new Map(
    managed.flatMap((resource) =>
      instancesOf(resource).map((address) => [address, deployedValues(address, resource, synthesis)] as const),
    ),
  );
}

/** Returns a resource's values after the apply: the recorded ones, with the settings of the synthesis. */
function deployedValues(address: string, resource: SynthesizedResource, synthesis: Synthesis): Json {
  const recorded = changeOf(DEPLOYED_ENTRIES.get(address)).after;
  if (!isObject(recorded)) throw new Error(`${address} is in no recorded plan.`);
  const values: Record<string, unknown> = { ...recorded };
  const usual = membersOf(DEPLOYED_SYNTHESIS.resources.get(resource.address)?.settings);
  for (const name of new Set([...Object.keys(usual), ...Object.keys(resource.settings)])) {
    const setting = resource.settings[name];
    if (isUsual(setting, synthesis, usual[name])) continue;
    const isBlock = isObject(setting) && Array.isArray(recorded[name]);
    values[name] =
      setting === undefined ? null : isBlock ? [resolved(setting, synthesis)] : resolved(setting, synthesis);
    if (resource.type === "terraform_data" && name === "input") values.output = values.input;
  }
  if ("tags_all" in recorded) {
    const [defaults] = (synthesis.provider.default_tags as Json[] | undefined) ?? [];
    values.tags_all = { ...membersOf(defaults?.tags), ...membersOf(resource.settings.tags) };
  }
  return values;
}

/** Replaces references by the values in the synthesis or, if there are none, in the recorded plan. */
function resolved(value: unknown, synthesis: Synthesis): unknown {
  if (Array.isArray(value)) return value.map((element) => resolved(element, synthesis));
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolved(member, synthesis)]));
  }
  if (typeof value !== "string") return value;
  return value.replace(/\$\{(data\.)?(\w+\.\w+)\.(\w+)\}/g, (_, data = "", address, name) => {
    if (data) return "123456789012";
    const setting = synthesis.resources.get(address)?.settings[name];
    const isSaid = typeof setting === "string" && !setting.includes("${");
    return String(isSaid ? setting : membersOf(changeOf(DEPLOYED_ENTRIES.get(address)).after)[name]);
  });
}

/** Whether a setting has the value that the recorded stack gives it. */
function isUsual(setting: unknown, synthesis: Synthesis, usual: unknown): boolean {
  return sameJson(setting, usual) && sameJson(resolved(setting, synthesis), resolved(usual, DEPLOYED_SYNTHESIS));
}

const changeOf = (entry: Json | undefined): Json => membersOf(entry?.change);

/** Returns the change of a resource as Terraform writes it. */
function entryOf(address: string, before: Json | undefined, after: Json | undefined): Json {
  const { change: _, ...about } = membersOf(DEPLOYED_ENTRIES.get(address));
  if (before && after) {
    if (sameJson(before, after))
      return { ...about, change: { actions: ["no-op"], before, after, after_unknown: {}, ...SHOWN } };
    return address === "terraform_data.access_map" ? replacedMap(about, before, after) : updated(about, before, after);
  }
  if (before) return { ...about, change: { actions: ["delete"], before, after: null, after_unknown: {}, ...SHOWN } };
  const made = changeOf(FIRST_ENTRIES.get(address));
  // The values of a first plan, with the settings of the synthesis.
  const set = Object.entries(membersOf(made.after)).filter(([name, value]) => value !== null && name in (after ?? {}));
  const planned = { ...membersOf(made.after), ...pick(membersOf(after), Object.fromEntries(set)) };
  return { ...about, change: { ...made, after: planned } };
}

/** These plans have no sensitive values. */
const SHOWN = { before_sensitive: {}, after_sensitive: {} };

/** Returns the members of an object that another object has, too. */
function pick(of: Json, names: Json): Json {
  return Object.fromEntries(Object.entries(of).filter(([name]) => Object.hasOwn(names, name)));
}

function updated(about: Json, before: Json, after: Json): Json {
  const unknown: Record<string, unknown> = {};
  const values: Record<string, unknown> = { ...after };
  const forget = (name: string) => {
    unknown[name] = true;
    delete values[name];
  };
  if (about.type === "terraform_data") forget("output");
  // AWS sets the time of the last change only when the code is changed.
  if (before.source_code_hash !== after.source_code_hash) forget("last_modified");
  return { ...about, change: { actions: ["update"], before, after: values, after_unknown: unknown, ...SHOWN } };
}

function replacedMap(about: Json, before: Json, { triggers_replace }: Json): Json {
  const change = {
    actions: ["delete", "create"],
    before,
    after: { input: null, output: null, triggers_replace },
    after_unknown: { id: true, triggers_replace: {} },
    ...SHOWN,
    replace_paths: [["triggers_replace"]],
  };
  return { ...about, change, action_reason: "replace_because_cannot_update" };
}

function resourceOf(entry: Json, when: "before" | "after"): Json[] {
  const { change, action_reason: _, ...about } = entry;
  const values = membersOf(change)[when];
  return isObject(values) ? [{ ...about, schema_version: 0, values, sensitive_values: {} }] : [];
}

/** Returns the outputs before and after: the recorded ones, with the values of the syntheses. */
function outputsOf(was: Synthesis, is: Synthesis): Readonly<Record<"prior" | "planned" | "changes", Json>> {
  const recorded = membersOf(DEPLOYED.plan.output_changes);
  const valueIn = (name: string, synthesis: Synthesis) => {
    const { value } = membersOf(synthesis.outputs[name]);
    const usual = membersOf(DEPLOYED_SYNTHESIS.outputs[name]).value;
    return isUsual(value, synthesis, usual) ? membersOf(recorded[name]).after : resolved(value, synthesis);
  };
  const entries = Object.keys(is.outputs).map((name) => ({
    name,
    before: valueIn(name, was),
    after: valueIn(name, is),
  }));
  const shown = (of: "before" | "after") =>
    Object.fromEntries(entries.map((entry) => [entry.name, { sensitive: false, type: "string", value: entry[of] }]));
  const changes = entries.map(({ name, before, after }) => {
    const actions = [sameJson(before, after) ? "no-op" : "update"];
    return [name, { ...membersOf(recorded[name]), actions, before, after }] as const;
  });
  return { prior: shown("before"), planned: shown("after"), changes: Object.fromEntries(changes) };
}

/**
 * Returns the recorded configuration, with the settings of the synthesis in the form in which Terraform writes them.
 */
function configurationOf(synthesis: Synthesis): Json {
  const configuration = structuredClone(DEPLOYED.plan.configuration) as Record<string, Change>;
  const { aws } = configuration.provider_config as Record<string, Change>;
  if (!aws) throw new Error("The recorded plan configures no provider.");
  aws.version_constraint = synthesis.providerVersions;
  aws.expressions = expressionsOf(synthesis.provider, DEPLOYED_SYNTHESIS.provider, membersOf(aws.expressions));
  const root = configuration.root_module as Change;
  root.resources = (root.resources as Change[]).flatMap((resource) => {
    const address = String(resource.address);
    const made = synthesis.resources.get(address);
    const usual = membersOf(DEPLOYED_SYNTHESIS.resources.get(address)?.settings);
    if (!made) return [];
    const expressions = expressionsOf(made.settings, usual, membersOf(resource.expressions));
    return [
      {
        ...resource,
        ...(made.count === undefined ? {} : { count_expression: { constant_value: made.count } }),
        ...(Object.keys(expressions).length > 0 ? { expressions } : {}),
      },
    ];
  });
  root.variables = pick(membersOf(root.variables), synthesis.variables);
  const outputs = membersOf(root.outputs);
  root.outputs = Object.fromEntries(
    Object.entries(synthesis.outputs).map(([name, output]) => {
      const { value } = membersOf(output);
      const isRecorded = sameJson(value, membersOf(DEPLOYED_SYNTHESIS.outputs[name]).value);
      return [
        name,
        isRecorded ? outputs[name] : { ...membersOf(outputs[name]), expression: expressionOf(value, false) },
      ];
    }),
  );
  return configuration;
}

function expressionsOf(settings: Json, usual: Json, recorded: Json): Json {
  return Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      sameJson(setting, usual[name]) ? recorded[name] : expressionOf(setting, Array.isArray(recorded[name])),
    ]),
  );
}

/**
 * Returns a setting as Terraform writes it: a block as a list of its contents, any other setting as written, with its
 * references.
 */
function expressionOf(setting: unknown, isBlock: boolean): unknown {
  if (isBlock) {
    const blocks = Array.isArray(setting) ? setting : [setting];
    return blocks.map((block) => expressionsOf(membersOf(block), {}, {}));
  }
  const references = [...JSON.stringify(setting).matchAll(/(?<!\$)\$\{([\w.]+)\}/g)].map(([, reference]) => reference);
  return { constant_value: setting, ...(references.length > 0 ? { references } : {}) };
}
