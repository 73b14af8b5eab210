import { compileGroup, longestArnPrefix } from "../groups/compile-group";
import { explainIssues } from "./explain-issues";
import { knownSettings } from "./known-settings";
import { isObject, mergeSettings } from "./merge";
import { didYouMean } from "./nearest";
import { ConfigurationError, describeProblem, type Problem } from "./problem";
import { STAGE_NAME, type StackSettings, stackSchema } from "./schema";
import { stageConflicts } from "./stage-conflicts";

/** One stack of the configuration, checked and complete. */
export interface ResolvedStack {
  /** Name of the stack: `<name>`, or `<name>-<stage>`. */
  readonly stackName: string;
  /** The stage, if the configuration has stages. */
  readonly stage?: string;
  readonly settings: StackSettings;
}

/**
 * Checks a configuration and resolves it to its stacks: one, or one per stage.
 * @param config What `iot-auth.config.ts` exports; any value, since nobody checked it yet
 * @throws {ConfigurationError} with every problem found
 */
export function resolveConfig(config: unknown): ResolvedStack[] {
  if (!isObject(config)) {
    throw new ConfigurationError([
      {
        path: "configuration",
        must: "be an object",
        got: config,
        remedy: "End iot-auth.config.ts with: export default defineConfig({ ... });",
      },
    ]);
  }
  const { stages, ...base } = config;
  const outcomes = stages === undefined ? [resolveStack(base)] : resolveStages(base, stages);
  const problems = outcomes.flatMap((outcome) => (Array.isArray(outcome) ? outcome : []));
  if (problems.length > 0) throw new ConfigurationError(withoutRepeats(problems));

  const stacks = outcomes.filter((outcome): outcome is ResolvedStack => !Array.isArray(outcome));
  const conflicts = stageConflicts(stacks);
  if (conflicts.length > 0) throw new ConfigurationError(conflicts);
  return stacks;
}

function resolveStages(base: Record<string, unknown>, stages: unknown): (ResolvedStack | Problem[])[] {
  if (!isObject(stages) || Object.keys(stages).length === 0) {
    return [
      [
        {
          path: "stages",
          must: "be an object with at least one stage",
          got: stages,
          remedy: "Write it like { dev: {}, prod: {} }, or leave it out.",
        },
      ],
    ];
  }
  return Object.entries(stages).map(([stage, own]) => {
    const path = `stages.${stage}`;
    if (!STAGE_NAME.test(stage)) {
      return [
        {
          path,
          must: "be named with 1 to 16 of a-z 0-9 -, beginning with a letter",
          got: stage,
          remedy: "Rename the stage.",
        },
      ];
    }
    if (!isObject(own))
      return [
        { path, must: "be an object of settings", got: own, remedy: "Write {} for a stage that changes nothing." },
      ];
    if ("name" in own) {
      return [
        {
          path: `${path}.name`,
          must: "not be set",
          got: own.name,
          remedy: `The stage's stack is called <name>-${stage}.`,
        },
      ];
    }
    return resolveStack(mergeSettings(base, own), stage, own);
  });
}

function resolveStack(input: unknown, stage?: string, own?: unknown): ResolvedStack | Problem[] {
  const result = stackSchema.safeParse(input);
  if (!result.success) {
    const problems = explainIssues(result.error.issues, input, (path) =>
      path.length === 0 ? [...Object.keys(stackSchema.shape), "stages"] : knownSettings(stackSchema, path),
    );
    return stage === undefined ? problems : problems.map((problem) => placeInStage(problem, stage, own));
  }
  const settings = result.data;
  const problems = checkSettings(settings);
  if (problems.length > 0)
    return stage === undefined ? problems : problems.map((problem) => placeInStage(problem, stage, own));
  return {
    stackName: stage === undefined ? settings.name : `${settings.name}-${stage}`,
    ...(stage ? { stage } : {}),
    settings,
  };
}

/** Rules that concern more than one setting. */
function checkSettings(settings: StackSettings): Problem[] {
  const groups = Object.entries(settings.groups).flatMap(([name, group]) => {
    const compiled = compileGroup(`groups.${name}`, group, longestArnPrefix(settings.region));
    return compiled.ok ? [] : compiled.problems;
  });
  if (settings.authorizer.takeOver && !settings.authorizer.setAsDefault) {
    groups.push({
      path: "authorizer.takeOver",
      must: "go together with setAsDefault",
      got: true,
      remedy: "Set authorizer.setAsDefault to true as well, or leave takeOver out.",
    });
  }
  return groups;
}

/** Says where the setting stands: in the stage, if the stage set it (or its parent), else above. */
function placeInStage(problem: Problem, stage: string, own: unknown): Problem {
  const [first = ""] = problem.path.split(/[.[]/);
  return isObject(own) && first in own ? { ...problem, path: `stages.${stage}.${problem.path}` } : problem;
}

function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [describeProblem(problem), problem])).values()];
}

/**
 * The stack of a stage, or the only one.
 * @throws {ConfigurationError} if the stage is unknown, or none is named and there are several
 */
export function chooseStack<T extends { readonly stackName: string; readonly stage?: string }>(
  stacks: readonly T[],
  stage: string | undefined,
): T {
  const names = stacks.map((stack) => stack.stage ?? stack.stackName);
  if (stage === undefined && stacks.length === 1 && stacks[0]) return stacks[0];
  const found = stacks.find((stack) => stage !== undefined && (stack.stage === stage || stack.stackName === stage));
  if (found) return found;
  throw new ConfigurationError([
    {
      path: "--stage",
      must: "name one of the configuration's stages",
      got: stage,
      remedy: stage === undefined ? `There are several: ${names.join(", ")}.` : didYouMean(stage, names),
    },
  ]);
}
