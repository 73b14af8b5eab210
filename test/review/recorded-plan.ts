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

/**
 * Names of plans that Terraform made of one stack. test/deploy/review/gate.test.ts records them, and fails if they
 * differ from new ones.
 */
export const RECORDED = ["first", "deployed", "updated"] as const;

/** A plan, and the synthesis from which it was made. */
export interface RecordedPlan {
  readonly plan: Record<string, unknown>;
  readonly synthesis: Synthesis;
}

/** A plan that this project never makes, as its difference from the plan of the deployed stack without changes. */
export interface RecordedRow {
  readonly title: string;
  /** Text that the review must contain. */
  readonly says: string;
  /** Set if nobody gains access by the plan. */
  readonly isHarmless?: true;
  readonly patch: Patch;
}

/**
 * A plan of a legitimate change that replaces resources, as the difference of the plan and its synthesis from the
 * previous ones; the first differs from the plan of the deployed stack.
 */
export interface RecordedReplacement {
  readonly title: string;
  /** The right verdict. */
  readonly access: Review["access"];
  readonly plan: Patch;
  readonly synthesis: Patch;
}

/** Reads a recorded plan, which a test may change. */
export function recordedPlan(name: (typeof RECORDED)[number]): RecordedPlan {
  const { plan, synthesis } = JSON.parse(readFileSync(join(__dirname, "plans", `${name}.json`), "utf8"));
  return { plan, synthesis: readSynthesis(JSON.stringify(synthesis)) };
}

/** Reviews a plan. @returns the verdict and the text, or the message with which the plan is refused */
export function verdictOf({ plan, synthesis }: RecordedPlan): { readonly access: string; readonly text: string } {
  return refusing(() => verdict(plan, compareWithSynthesis(plan, synthesis)));
}

/** Whether the review of a plan differs from that of the unchanged plan, or the plan differs from its synthesis. */
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
