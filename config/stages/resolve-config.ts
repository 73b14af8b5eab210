import { ConfigurationError, describeProblem, type Problem } from "../problem";
import type { ResolvedStack } from "../schema/config-schema";
import { stackSchema } from "../schema/config-schema";
import { didYouMean } from "../text/nearest-name";
import { checkStack } from "./check-stack";
import { isObject } from "./merge-settings";
import { type Resolution, resolveStages } from "./resolve-stages";
import { stageConflicts } from "./stage-conflicts";

/**
 * Checks a configuration and resolves it to its stacks: one stack, or one for each stage.
 * @param config Default export of `iot-auth.config.ts`; any value, since it is not checked yet
 * @throws {ConfigurationError} with all problems
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
  const resolutions = stages === undefined ? [resolveOnly(base)] : resolveStages(base, stages);
  const problems = resolutions.flatMap((resolution) => (resolution.ok ? [] : resolution.problems));
  if (problems.length > 0) throw new ConfigurationError(withoutRepeats(problems));

  const stacks = resolutions.flatMap((resolution) => (resolution.ok ? [resolution.stack] : []));
  const conflicts = stageConflicts(stacks);
  if (conflicts.length > 0) throw new ConfigurationError(conflicts);
  return stacks;
}

function resolveOnly(config: Record<string, unknown>): Resolution {
  const check = checkStack(config, [...Object.keys(stackSchema.shape), "stages"]);
  if (!check.ok) return check;
  const { settings, access } = check;
  return { ok: true, stack: { stackName: settings.name, settings, access } };
}

function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [describeProblem(problem), problem])).values()];
}

/**
 * Returns the stack of a stage, or the only stack.
 * @throws {ConfigurationError} if the stage is unknown, or if there are several stacks and no stage is given
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
