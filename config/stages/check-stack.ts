import type { CompiledAccess, CompiledGroup } from "../../lambda/contract";
import { isThingGroup, thingGroupProblems, thingPolicySizeProblems } from "../certificates/thing-group";
import { checkGroupRules, compileGroup, longestArnPrefix } from "../groups/compile-group";
import { LOGIN_KINDS } from "../login-kinds";
import { regionProblems } from "../names/region";
import type { Problem } from "../problem";
import { type StackSettings, stackSchema } from "../schema/config-schema";
import { endpointProblems } from "../schema/endpoint-schema";
import { explainIssues, knownSettings } from "../schema/explain-issues";
import { groupSchema } from "../schema/group-schema";
import { STORE_KINDS } from "../store-kinds";
import { terraformTextProblems } from "../text/terraform-text";
import { isObject } from "./merge-settings";

/** One stack's settings with defaults filled in and its groups compiled, or all its problems. */
export type StackCheck =
  | { readonly ok: true; readonly settings: StackSettings; readonly access: CompiledAccess["groups"] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks the settings of one stack. All problems are reported at once: a mistake in one setting does not prevent the checks of the others.
 * @param topLevel Names to suggest for an unknown setting at the top level
 */
export function checkStack(input: unknown, topLevel: readonly string[]): StackCheck {
  const result = stackSchema.safeParse(input);
  const known = (path: readonly PropertyKey[]) =>
    path.length === 0 ? topLevel : knownSettings(stackSchema, path, input);
  const { access, problems: groupProblems } = compileGroups(isObject(input) ? input : {});
  const found = [
    ...(result.success ? [] : explainIssues(result.error.issues, input, known)),
    ...(isObject(input)
      ? [
          ...regionProblems(input),
          ...groupProblems,
          ...takeOverProblems(input),
          ...inactiveDefaultProblems(input),
          ...reservedNameProblems(input),
          ...endpointProblems(input),
          ...topicRegionProblems(input),
          ...Object.values(STORE_KINDS).flatMap(({ problems }) => problems?.(input) ?? []),
          ...Object.values(LOGIN_KINDS).flatMap(({ problems }) => problems?.(input) ?? []),
        ]
      : []),
  ];
  const told = new Set(found.map(({ path }) => path));
  const problems = [...found, ...terraformTextProblems(input).filter(({ path }) => !told.has(path))];
  return result.success && problems.length === 0
    ? { ok: true, settings: result.data, access }
    : { ok: false, problems };
}

/** Compiles the groups that pass the schema. A rule that cannot be compiled is a problem, and so is a group whose policy is too large. */
function compileGroups({ groups, region }: Record<string, unknown>): {
  readonly access: CompiledAccess["groups"];
  readonly problems: readonly Problem[];
} {
  const access: Record<string, CompiledGroup> = {};
  if (!isObject(groups)) return { access, problems: [] };
  const arnPrefix = longestArnPrefix(typeof region === "string" ? region : "");
  const problems = Object.entries(groups).flatMap(([name, group]) => {
    const path = `groups.${name}`;
    const { data: settings } = groupSchema.safeParse(group);
    if (isObject(group) && isThingGroup(group)) {
      const problems = [...checkGroupRules(path, group), ...thingGroupProblems(path, group)];
      return problems.length > 0 || !settings ? problems : thingPolicySizeProblems(path, settings, arnPrefix);
    }
    if (!settings) return isObject(group) ? checkGroupRules(path, group) : [];
    const compiled = compileGroup(path, settings, arnPrefix);
    if (!compiled.ok) return compiled.problems;
    access[name] = compiled.group;
    return [];
  });
  return { access, problems };
}

function takeOverProblems({ authorizer }: Record<string, unknown>): readonly Problem[] {
  if (!isObject(authorizer) || authorizer.takeOver !== true) return [];
  if (authorizer.setAsDefault !== undefined && authorizer.setAsDefault !== false) return [];
  return [
    {
      path: "authorizer.takeOver",
      must: "go together with setAsDefault",
      got: true,
      remedy: "Set authorizer.setAsDefault to true as well, or leave takeOver out.",
    },
  ];
}

function inactiveDefaultProblems({ authorizer }: Record<string, unknown>): readonly Problem[] {
  if (!isObject(authorizer) || authorizer.status !== "INACTIVE" || authorizer.setAsDefault !== true) return [];
  return [
    {
      path: "authorizer.status",
      must: "be ACTIVE while the authorizer is the default",
      got: "INACTIVE",
      remedy:
        "An inactive default refuses every client that names no authorizer, other people's too; turn authorizer.setAsDefault off first.",
    },
  ];
}

/** The default-authorizer step names its temporary copy `<stack>-handover`. */
function reservedNameProblems({ authorizer }: Record<string, unknown>): readonly Problem[] {
  if (!isObject(authorizer) || typeof authorizer.name !== "string" || !authorizer.name.endsWith("-handover")) return [];
  return [
    {
      path: "authorizer.name",
      must: "not end in -handover",
      got: authorizer.name,
      remedy:
        "Such names are reserved for the temporary copy that is the default while the authorizer is replaced; choose another.",
    },
  ];
}

/** CloudWatch notifies only topics in its own Region. */
function topicRegionProblems({ monitoring, region }: Record<string, unknown>): readonly Problem[] {
  const alarms = isObject(monitoring) && isObject(monitoring.alarms) ? monitoring.alarms : {};
  const topicRegion = typeof alarms.topicArn === "string" ? /^arn:[^:]+:sns:([^:]+):/.exec(alarms.topicArn)?.[1] : "";
  if (!topicRegion || typeof region !== "string" || topicRegion === region) return [];
  return [
    {
      path: "monitoring.alarms.topicArn",
      must: `be a topic in the stack's Region ${region}`,
      got: alarms.topicArn,
      remedy: "Make a topic there; in a configuration with stages, set topicArn in each.",
    },
  ];
}
