/** From a plan to words: what the commands use of the review. */
export { asPlan, parsePlan, readPlanJson } from "./plan/parse-plan";
export { PlanFileError } from "./plan/plan-file-error";
export { type PlanIdentity, planIdentity } from "./plan/plan-identity";
export { type Review, reviewPlan } from "./review-plan";
export { annotations } from "./words/annotations";
export { describeReview } from "./words/describe-review";
export { marker, renderMarkdown, renderText, text } from "./words/render-review";
export { reviewJson, reviewJsonSchema, reviewJsonSchemaText } from "./words/review-json";
