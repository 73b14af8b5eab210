import { byName, type Difference, differencesOfMembers, PROBLEM, pathOf } from "./difference";
import { elementsOf, isObject, type Json, membersOf, sameJson } from "./plan-json";
import type { Synthesis, SynthesizedResource } from "./synthesis";

/**
 * Compares a plan's `configuration` with the synthesis: every resource, setting, provisioner, output, variable and the
 * provider must be in both. Terraform writes the expressions of JSON configurations as their text, so that they are
 * compared literally; an expression of an HCL file has no text in a plan, and is a difference.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation
 */
export function compareConfiguration(found: unknown, synthesis: Synthesis): Difference[] {
  const { provider_config, root_module, ...others } = membersOf(found);
  const { resources, outputs, variables, ...rest } = membersOf(root_module);
  return [
    ...[...Object.keys(others), ...Object.keys(rest)].map((name) => added("configuration", name)),
    ...compareProviders(membersOf(provider_config), synthesis),
    ...compareResources(resources, synthesis),
    ...compareOutputs(membersOf(outputs), synthesis),
    ...compareVariables(membersOf(variables), synthesis),
  ];
}

const added = (part: string, path: string): Difference => ({ part, path, problem: PROBLEM.added });

/** Full names of the providers. OpenTofu has its own registry, which offers the same provider. */
const PROVIDER_NAMES: Readonly<Record<string, readonly string[]>> = {
  aws: ["registry.terraform.io/hashicorp/aws", "registry.opentofu.org/hashicorp/aws"],
  terraform: ["terraform.io/builtin/terraform"],
};

/** Whether a full name is that of the provider of a type of resources. */
export function isProviderOf(type: string, fullName: unknown): boolean {
  return PROVIDER_NAMES[keyOf(type)]?.some((name) => name === fullName) === true;
}

const keyOf = (type: string): string => (type === "terraform_data" ? "terraform" : "aws");

function compareProviders(found: Json, { resources, provider, providerVersions }: Synthesis): Difference[] {
  const keys = new Set(["aws", ...[...resources.values()].map(({ type }) => keyOf(type))]);
  const expected = Object.fromEntries([...keys].map((key) => [key, key]));
  return differencesOfMembers("providers", expected, found, (key, _, configured) => {
    const part = `provider.${key}`;
    const { name, full_name, expressions = {}, version_constraint, ...others } = membersOf(configured);
    const versions = key === "aws" ? providerVersions : undefined;
    return [
      ...Object.keys(others).map((member) => added(part, member)),
      ...(name === key ? [] : [{ part, path: "name", problem: PROBLEM.other }]),
      ...(PROVIDER_NAMES[key]?.some((known) => known === full_name)
        ? []
        : [{ part, path: "full_name", problem: PROBLEM.other }]),
      ...(version_constraint === versions ? [] : [{ part, path: "version_constraint", problem: PROBLEM.other }]),
      ...compareSettings(part, key === "aws" ? provider : {}, expressions, []),
    ];
  });
}

function compareResources(list: unknown, { resources }: Synthesis): Difference[] {
  const { found, differences } = byName("configuration", list, ({ address }) => address);
  return [
    ...differences,
    ...[...found.keys()]
      .filter((address) => !resources.has(address))
      .map((address) => ({ part: address, path: "", problem: PROBLEM.added })),
    ...[...resources.values()].flatMap((resource) => {
      const configured = found.get(resource.address);
      if (!configured) return [{ part: resource.address, path: "", problem: "is missing in the configuration" }];
      return compareResource(resource, configured);
    }),
  ];
}

function compareResource(resource: SynthesizedResource, found: Json): Difference[] {
  const { address: part, mode, type, name, count, dependsOn, forEachText, dynamic, provisioners, settings } = resource;
  const { provisioners: ran, expressions = {}, schema_version, for_each_expression: each, ...others } = found;
  const written = Object.entries(membersOf(expressions)).filter(([setting]) => !dynamic.includes(setting));
  const expected = {
    address: part,
    mode,
    type,
    name,
    provider_config_key: keyOf(type),
    ...(count === undefined ? {} : { count_expression: { constant_value: count } }),
    ...(dependsOn === undefined ? {} : { depends_on: dependsOn }),
  };
  return [
    ...differencesOfMembers(part, expected, others),
    // The provider chooses the number, and its name and version are compared elsewhere.
    ...(Number.isInteger(schema_version) ? [] : [{ part, path: "schema_version", problem: PROBLEM.strange }]),
    ...compareProvisioners(part, provisioners, ran),
    ...(forEachText !== undefined || each !== undefined ? compareSetting(part, forEachText, each, ["for_each"]) : []),
    ...compareSettings(part, settings, Object.fromEntries(written), []),
  ];
}

/** `when` of a provisioner is in the plan file, but not in the plan's JSON. */
function compareProvisioners(part: string, expected: readonly unknown[], found: unknown): Difference[] {
  const ran = elementsOf(found);
  if (expected.length !== ran.length || (found !== undefined && !Array.isArray(found))) {
    const problem = `runs ${ran.length} programs, where the synthesis has ${expected.length}`;
    return [{ part, path: "provisioners", problem }];
  }
  return expected.flatMap((provisioner, index) => {
    const [[type, block] = ["", {}]] = Object.entries(membersOf(provisioner));
    const { when, ...settings } = membersOf(block);
    const { type: kind, expressions, ...others } = membersOf(ran[index]);
    const steps = ["provisioners", index];
    return [
      ...(kind === type && Object.keys(others).length === 0
        ? []
        : [{ part, path: pathOf(steps), problem: PROBLEM.other }]),
      ...compareSettings(part, settings, expressions, steps),
    ];
  });
}

type Steps = readonly (string | number)[];

function compareSettings(part: string, settings: Json, found: unknown, steps: Steps): Difference[] {
  if (!isObject(found)) return [{ part, path: pathOf(steps), problem: PROBLEM.strange }];
  const names = [...new Set([...Object.keys(settings), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    const at = [...steps, name];
    if (!Object.hasOwn(found, name)) return [{ part, path: pathOf(at), problem: PROBLEM.missing }];
    if (!Object.hasOwn(settings, name)) return [{ part, path: pathOf(at), problem: PROBLEM.added }];
    return compareSetting(part, settings[name], found[name], at);
  });
}

function compareSetting(part: string, expected: unknown, found: unknown, steps: Steps): Difference[] {
  const wrong = [{ part, path: pathOf(steps), problem: PROBLEM.other }];
  if (Array.isArray(found)) {
    const blocks = Array.isArray(expected) ? expected : [expected];
    if (blocks.length !== found.length || !blocks.every(isObject)) return wrong;
    return blocks.flatMap((block, index) => compareSettings(part, block, found[index], [...steps, index]));
  }
  if (!isObject(found)) return wrong;
  if (!Object.hasOwn(found, "constant_value"))
    return isObject(expected) ? compareSettings(part, expected, found, steps) : wrong;
  const { constant_value, references, ...others } = found;
  const isSame = sameJson(expected, constant_value) && Object.keys(others).length === 0;
  return isSame && areReferencesOf(references, expected) ? [] : wrong;
}

/** Whether each reference occurs in the expected text. Without references, the text must have no expression. */
function areReferencesOf(references: unknown, expected: unknown): boolean {
  if (references === undefined && typeof expected !== "string" && typeof expected !== "object") return true;
  const text = JSON.stringify(expected);
  if (references === undefined) return !/(?<!\$)\$\{/.test(text);
  return (
    elementsOf(references).length > 0 &&
    elementsOf(references).every((one) => typeof one === "string" && text.includes(JSON.stringify(one).slice(1, -1)))
  );
}

function compareOutputs(found: Json, { outputs }: Synthesis): Difference[] {
  return differencesOfMembers("outputs", outputs, found, (name, expected, configured) => {
    const part = `output.${name}`;
    const { expression, ...others } = membersOf(configured);
    const { value, ...rest } = membersOf(expected);
    return [...compareSetting(part, value, expression, ["value"]), ...differencesOfMembers(part, rest, others)];
  });
}

/** Compares variables without their type, which a plan does not contain. */
function compareVariables(found: Json, { variables }: Synthesis): Difference[] {
  return differencesOfMembers("variables", variables, found, (name, expected, configured) => {
    const { type, ...rest } = membersOf(expected);
    return differencesOfMembers(`var.${name}`, rest, membersOf(configured));
  });
}
