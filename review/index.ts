/**
 * Parts of the review that the commands use: reading a plan, reviewing it, comparing it with the synthesis, and writing
 * the review.
 */
export { asPlan, parsePlan, readPlanJson } from "./plan/parse-plan";
export { type PlanIdentity, planIdentity } from "./plan/plan-identity";
export { PlanFileError } from "./plan/plan-schema";
export { type Review, reviewPlan } from "./review-plan";
export { compareWithSynthesis } from "./trusted/compare-with-synthesis";
export { comparePlanFile, planFileDigest, UnreadablePlanFile } from "./trusted/plan-file/compare-plan-file";
export { readSynthesis, type Synthesis, SynthesisError } from "./trusted/synthesis";
export { annotations } from "./words/annotations";
export { describeReview } from "./words/describe-review";
export { marker, renderMarkdown, renderText, text } from "./words/render-review";
export { reviewJson, reviewJsonSchema, reviewJsonSchemaText } from "./words/review-json";
