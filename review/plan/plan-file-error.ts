/**
 * What was given is no plan that can be reviewed: not JSON, not from `terraform show -json`, or of somebody else's stack. Never quotes
 * the file's content, which may be anybody's.
 */
export class PlanFileError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PlanFileError";
  }
}

/** What to do instead, the same for every mistake. */
export const HOW_TO_MAKE_ONE =
  "Make one in cdktf.out/stacks/<stack>: terraform plan -out=tfplan && terraform show -json tfplan > plan.json";
