import type { KnownType } from "../types/known-type";
import { knownType } from "../types/known-types";
import { compareValue } from "./compare-value";
import { type Difference, PROBLEM } from "./difference";
import { evaluate, type Lookup, memberOf } from "./evaluate-reference";
import { elementsOf, isNothing, isObject, isUnknownAnywhere, type Json, membersOf, sameJson } from "./plan-json";
import type { Synthesis, SynthesizedResource } from "./synthesis";

/**
 * Compares a resource's planned attributes with the synthesis: attributes that the synthesis sets must have its value,
 * other attributes the value that the provider fills in, and the review must have a sentence for every change.
 * @param actions `update`, or `delete,create`
 */
export function compareAttributes(
  part: string,
  actions: string,
  change: Json,
  resource: SynthesizedResource,
  lookup: Lookup,
  synthesis: Synthesis,
): Difference[] {
  if (!isObject(change.after)) return [];
  const type = resource.mode === "data" ? DATA : knownType(resource.type);
  if (actions === "no-op") {
    const isSame = sameJson(change.before, change.after) && !isUnknownAnywhere(change.after_unknown);
    if (!isSame) return [{ part, path: "actions", problem: PROBLEM.contradicts }];
  }
  if (!type) return [{ part, path: "", problem: PROBLEM.unexplained }];
  const [before, after, unknown] = [change.before, change.after, change.after_unknown].map(membersOf) as [
    Json,
    Json,
    Json,
  ];
  const settings = kept(resource, actions, before);
  const { dynamic } = resource;
  const instance = ofInstance(part, resource, lookup);
  const isNew = actions.includes("create");
  const of = { part, type, before, after, unknown, settings, dynamic, lookup: instance, synthesis, isNew };
  const names = [...new Set([...Object.keys(settings), ...Object.keys(after), ...Object.keys(unknown)])].sort();
  return names.flatMap((name) => [...compareAttribute(name, of), ...unexplained(name, actions, resource, of)]);
}

/** Resolves `each.key` and `each.value` of a resource with `for_each`. */
function ofInstance(part: string, { address, forEach }: SynthesizedResource, lookup: Lookup): Lookup {
  if (!forEach) return lookup;
  const key: string = JSON.parse(part.slice(address.length + 1, -1));
  return (of, path) => {
    if (of === "each.key") return { is: "known", value: key };
    return of === "each.value" ? memberOf(forEach[key], path, lookup) : lookup(of, path);
  };
}

/** Data sources are read while the plan is made: no attribute is computed. */
const DATA: KnownType = { computed: [], defaults: {}, settings: {} };

interface Attributes {
  readonly part: string;
  readonly type: KnownType;
  readonly before: Json;
  readonly after: Json;
  readonly unknown: Json;
  readonly settings: Json;
  readonly dynamic: readonly string[];
  readonly lookup: Lookup;
  readonly synthesis: Synthesis;
  readonly isNew: boolean;
}

function compareAttribute(name: string, of: Attributes): Difference[] {
  const { part, type, after, unknown, settings, lookup } = of;
  const planned = { part, steps: [name], value: after[name], unknown: unknown[name] };
  if (of.dynamic.includes(name)) return [];
  if (Object.hasOwn(settings, name) && !isLeftUnset(settings[name], lookup)) {
    return compareValue(settings[name], planned, lookup).filter(({ path }) => !isComputedMember(path, of));
  }
  if (isUnknownAnywhere(unknown[name])) {
    if (unknown[name] === true && after[name] !== undefined)
      return [{ part, path: name, problem: PROBLEM.contradicts }];
    return type.computed.includes(name) ? [] : [{ part, path: name, problem: PROBLEM.unknown }];
  }
  return isFilledIn(name, of) ? [] : [{ part, path: name, problem: PROBLEM.added }];
}

/** Whether a setting refers to `null`, which means that it is not set: the provider may fill it in. */
function isLeftUnset(setting: unknown, lookup: Lookup): boolean {
  const evaluated = typeof setting === "string" ? evaluate(setting, lookup) : undefined;
  return evaluated?.is === "known" && evaluated.value === null;
}

/** Whether a path is a member of a block that the provider fills in, and it is unknown or unchanged. */
function isComputedMember(path: string, { type, before, after, unknown, isNew }: Attributes): boolean {
  const name = path.replace(/\[\d+\]/g, "");
  if (!type.computed.includes(name) || !name.includes(".")) return false;
  const [block = "", member = ""] = name.split(".");
  const [was, is] = [before[block], after[block]].map((list) => membersOf(elementsOf(list)[0])[member]);
  return membersOf(elementsOf(unknown[block])[0])[member] === true || (!isNew && sameJson(was, is));
}

function isFilledIn(name: string, { type, before, after, settings, synthesis, isNew }: Attributes): boolean {
  const value = after[name];
  if (name === "tags_all") return sameJson(value ?? {}, { ...defaultTags(synthesis), ...membersOf(settings.tags) });
  // Provider 6 gives every resource a Region of its own.
  if (name === "region") return value === synthesis.provider.region;
  const isUnset = isNew && (value === null || value === undefined);
  if (Object.hasOwn(type.defaults, name) && (isUnset || sameJson(value, type.defaults[name]))) return true;
  if (type.computed.includes(name)) {
    return (
      (name === "output" && sameJson(value, after.input)) || (isNew ? isNothing(value) : sameJson(value, before[name]))
    );
  }
  return !Object.hasOwn(type.defaults, name) && isNothing(value);
}

function defaultTags({ provider }: Synthesis): Json {
  return membersOf(membersOf(elementsOf(provider.default_tags)[0]).tags);
}

/** Changes of an attribute that the review has no sentence for. Every setting of a new resource counts as changed. */
function unexplained(
  name: string,
  actions: string,
  { mode, settings }: SynthesizedResource,
  of: Attributes,
): Difference[] {
  const { part, type, before, after, unknown, isNew } = of;
  if (actions === "no-op" || mode === "data" || Object.hasOwn(type.settings, name)) return [];
  const isChanged = isUnknownAnywhere(unknown[name]) || !sameJson(before[name] ?? null, after[name] ?? null);
  const isSet = Object.hasOwn(settings, name);
  const isFilled =
    type.computed.includes(name) || name === "region" || (isNothing(before[name]) && isNothing(after[name]));
  return (isSet && (isNew || isChanged)) || (isChanged && !isNew && !isFilled)
    ? [{ part, path: name, problem: PROBLEM.unexplained }]
    : [];
}

/** The settings, with the present values of those that `ignore_changes` lists. */
function kept({ settings, ignoredChanges }: SynthesizedResource, actions: string, before: Json): Json {
  if (actions !== "update" && actions !== "no-op") return settings;
  const result: Record<string, unknown> = { ...settings };
  for (const path of ignoredChanges) {
    const [setting = "", member] = path.split(".");
    if (member === undefined) result[setting] = before[setting];
    else result[setting] = { ...membersOf(result[setting]), [member]: membersOf(before[setting])[member] };
  }
  return result;
}
