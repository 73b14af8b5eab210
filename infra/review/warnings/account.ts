import { knownChange } from "../known-resources";
import type { Plan } from "../plan-schema";
import { say } from "../sentence";
import type { Warning } from "./warning";

/** Whether the stack moves to another AWS account, or could from now on. */
export function accountWarnings(plan: Plan): Warning[] {
  const [was, is] = [accountBefore(plan), accountAfter(plan)];
  if (was !== undefined && is !== undefined && was !== is) {
    const sentence = say`The account changes from ${was} to ${is}: everything is made anew there, and what is in ${was} is no longer looked after.`;
    return [{ code: "account-changed", sentence }];
  }
  const step = knownChange(plan, "terraform_data.default_set[0]");
  if (!step.before?.input.accountId || !step.after || step.after.input.accountId) return [];
  const sentence = say`The stack no longer says which account it belongs to (accountId, before: ${step.before.input.accountId}): it can be deployed to any.`;
  return [{ code: "account-unguarded", sentence }];
}

/** What Terraform finds missing in another account is gone from the plan, but reported as drift. */
function accountBefore(plan: Plan): string | undefined {
  const step = knownChange(plan, "terraform_data.default_set[0]").before?.input;
  return (
    knownChange(plan, "aws_lambda_permission.invoke").before?.source_account ??
    knownChange(plan, "aws_lambda_permission.invoke", "resource_drift").before?.source_account ??
    accountOf(knownChange(plan, "aws_lambda_function.authorizer", "resource_drift").before?.arn) ??
    accountOf(step?.authorizerArn) ??
    undefined
  );
}

function accountAfter(plan: Plan): string | undefined {
  const allowed = plan.configuration.provider_config?.aws?.expressions?.allowed_account_ids?.constant_value;
  const [first] = Array.isArray(allowed) ? allowed : [];
  if (typeof first === "string" && /^\d{12}$/.test(first)) return first;
  return knownChange(plan, "aws_lambda_permission.invoke").after?.source_account ?? undefined;
}

function accountOf(arn: string | null | undefined): string | undefined {
  return arn?.split(":")[4];
}
