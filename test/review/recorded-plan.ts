import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asPlan } from "../../review/plan/parse-plan";
import { PlanFileError } from "../../review/plan/plan-schema";
import { type Review, reviewPlan } from "../../review/review-plan";
import { compareWithSynthesis } from "../../review/trusted/compare-with-synthesis";
import type { Difference } from "../../review/trusted/difference";
import { readSynthesis, type Synthesis } from "../../review/trusted/synthesis";
import { describeReview } from "../../review/words/describe-review";
import { renderText } from "../../review/words/render-review";
import type { Patch } from "./plan-patch";

/** Plans that Terraform made of one stack; test/deploy/review/gate.test.ts records them and holds them fresh. */
export const RECORDED = ["first", "deployed", "updated"] as const;

/** A plan, and what was synthesized for it. */
export interface RecordedPlan {
  readonly plan: Record<string, unknown>;
  readonly synthesis: Synthesis;
}

/** A plan that this project never makes, by how it differs from the plan of the deployed stack in which nothing changes. */
export interface RecordedRow {
  readonly title: string;
  /** What the review must say. */
  readonly says: string;
  /** Where nobody gains access by it. */
  readonly isHarmless?: true;
  readonly patch: Patch;
}

/** A plan of a legitimate change that replaces resources, by how it and its synthesis differ from those before it, the first from the same. */
export interface RecordedReplacement {
  readonly title: string;
  /** The verdict that it deserves. */
  readonly access: Review["access"];
  readonly plan: Patch;
  readonly synthesis: Patch;
}

/** A plan that Terraform made, as JSON that a test may change. */
export function recordedPlan(name: (typeof RECORDED)[number]): RecordedPlan {
  const { plan, synthesis } = JSON.parse(readFileSync(join(__dirname, "plans", `${name}.json`), "utf8"));
  return { plan, synthesis: readSynthesis(JSON.stringify(synthesis)) };
}

/** What the review says of a plan: its verdict and its text, or why it is refused. */
export function verdictOf({ plan, synthesis }: RecordedPlan): { readonly access: string; readonly text: string } {
  return refusing(() => verdict(plan, compareWithSynthesis(plan, synthesis)));
}

/** Whether a plan gets another verdict or other words than it got unchanged; where it has what no synthesis makes, it does. */
export function isTold({ plan, synthesis }: RecordedPlan, unchanged: string): boolean {
  const { text } = refusing(() => {
    const differences = compareWithSynthesis(plan, synthesis);
    return differences.length > 0 ? { access: "widens", text: "" } : verdict(plan, differences);
  });
  return text !== unchanged;
}

function verdict(plan: unknown, differences: readonly Difference[]) {
  const review = reviewPlan(asPlan(plan), differences);
  return { access: review.access, text: renderText(describeReview(review)) };
}

function refusing<T>(run: () => T): T | { readonly access: "refused"; readonly text: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PlanFileError)) throw error;
    return { access: "refused", text: error.message };
  }
}
