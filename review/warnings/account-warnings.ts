import { ADDRESS, INSTANCE } from "../../infra/addresses";
import { knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { say } from "../words/sentence";

/** Warns if the stack moves to another AWS account or Region, or no longer names its account. */
export function accountWarnings(plan: Plan, region: string): Warning[] {
  return [...regionWarnings(plan, region), ...movedAccount(plan)];
}

function regionWarnings(plan: Plan, is: string): Warning[] {
  const was = arnsBefore(plan)
    .map((arn) => partOf(arn, 3))
    .find((region) => region !== undefined);
  if (was === undefined || is === "" || was === is) return [];
  const sentence = say`The Region changes from ${was} to ${is}: everything is created again there under another host name, and Terraform no longer manages the resources in ${was}.`;
  return [{ code: "region-changed", sentence }];
}

function movedAccount(plan: Plan): Warning[] {
  const [was, is] = [accountBefore(plan), accountAfter(plan)];
  if (was !== undefined && is !== undefined && was !== is) {
    const sentence = say`The account changes from ${was} to ${is}: everything is created again there, and Terraform no longer manages the resources in ${was}.`;
    return [{ code: "account-changed", sentence }];
  }
  const step = knownChange(plan, INSTANCE.defaultSet);
  if (!step.before?.input.accountId || !step.after || step.after.input.accountId) return [];
  const sentence = say`The stack no longer says which account it belongs to (accountId, before: ${step.before.input.accountId}): it can be deployed to any.`;
  return [{ code: "account-unguarded", sentence }];
}

function accountBefore(plan: Plan): string | undefined {
  return (
    knownChange(plan, ADDRESS.invokePermission).before?.source_account ??
    knownChange(plan, ADDRESS.invokePermission, "resource_drift").before?.source_account ??
    arnsBefore(plan)
      .map((arn) => partOf(arn, 4))
      .find((account) => account !== undefined)
  );
}

/**
 * ARNs with the present account and Region of the stack. A resource that Terraform does not find, because it looks in
 * another account or Region, is reported as drift.
 */
function arnsBefore(plan: Plan): (string | null | undefined)[] {
  return [
    knownChange(plan, ADDRESS.function).before?.arn,
    knownChange(plan, ADDRESS.function, "resource_drift").before?.arn,
    knownChange(plan, INSTANCE.defaultSet).before?.input.authorizerArn,
  ];
}

function accountAfter(plan: Plan): string | undefined {
  const allowed = plan.configuration.provider_config?.aws?.expressions?.allowed_account_ids?.constant_value;
  const [first] = Array.isArray(allowed) ? allowed : [];
  if (typeof first === "string" && /^\d{12}$/.test(first)) return first;
  return knownChange(plan, ADDRESS.invokePermission).after?.source_account ?? undefined;
}

/** Returns a part of an ARN: 3 is the Region, 4 the account. */
function partOf(arn: string | null | undefined, part: 3 | 4): string | undefined {
  return arn?.split(":")[part];
}
