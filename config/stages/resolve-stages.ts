import { describeProblem, type Problem } from "../problem";
import { type ResolvedStack, STAGE_NAME, stackSchema } from "../schema/config-schema";
import { checkStack } from "./check-stack";
import { isObject, mergeStage } from "./merge-settings";

/** A stack, or all its problems. */
export type Resolution =
  | { readonly ok: true; readonly stack: ResolvedStack }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Settings that a stage may have: all except the name. */
const STAGE_SETTINGS = Object.keys(stackSchema.shape).filter((key) => key !== "name");

/** Resolves each stage to its stack. A problem of a setting above the stages is reported once, with the path of that setting. */
export function resolveStages(base: Record<string, unknown>, stages: unknown): Resolution[] {
  if (!isObject(stages) || Object.keys(stages).length === 0) {
    return refuse([
      {
        path: "stages",
        must: "be an object with at least one stage",
        got: stages,
        remedy: "Write it like { dev: {}, prod: {} }, or leave it out.",
      },
    ]);
  }
  const above = checkStack(base, [...Object.keys(stackSchema.shape), "stages"]);
  const problemsAbove = new Map(above.ok ? [] : above.problems.map((problem) => [withoutRemedy(problem), problem]));
  return Object.entries(stages).map(([stage, own]) => {
    const shape = shapeProblems(stage, own);
    if (!isObject(own)) return { ok: false, problems: shape };

    const { name: _, ...ownSettings } = own;
    const check = checkStack(mergeStage(base, ownSettings), STAGE_SETTINGS);
    if (check.ok && shape.length === 0) {
      const { settings, access } = check;
      return { ok: true, stack: { stackName: `${settings.name}-${stage}`, stage, settings, access } };
    }
    const problems = check.ok ? [] : check.problems;
    return {
      ok: false,
      problems: [
        ...shape,
        ...problems.map((problem) => problemsAbove.get(withoutRemedy(problem)) ?? under(stage, problem)),
      ],
    };
  });
}

/** Returns the problems of a stage's name and type, before its settings are checked. */
function shapeProblems(stage: string, own: unknown): readonly Problem[] {
  const path = `stages.${stage}`;
  const problems: Problem[] = [];
  if (!STAGE_NAME.test(stage)) {
    problems.push({
      path,
      must: "be named with 1 to 16 of a-z 0-9 -, beginning with a letter and not ending with -",
      got: stage,
      remedy: "Rename the stage.",
    });
  }
  if (!isObject(own)) {
    problems.push({
      path,
      must: "be an object of settings",
      got: own,
      remedy: "Write {} for a stage that changes nothing.",
    });
  } else if ("name" in own) {
    problems.push({
      path: `${path}.name`,
      must: "not be set",
      got: own.name,
      remedy: `The stage's stack is called <name>-${stage}.`,
    });
  }
  return problems;
}

function under(stage: string, problem: Problem): Problem {
  return { ...problem, path: `stages.${stage}.${problem.path}` };
}

/** Returns what is equal in two reports of one problem. Their remedies may differ, since a stage has fewer settings. */
function withoutRemedy(problem: Problem): string {
  return describeProblem({ ...problem, remedy: "" });
}

function refuse(problems: readonly Problem[]): Resolution[] {
  return [{ ok: false, problems }];
}
