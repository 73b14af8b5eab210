import { ADDRESS } from "../../infra/addresses";
import { changesOfType, knownChange } from "./known-resources";
import { planIdentity } from "./plan-identity";
import type { Plan } from "./plan-schema";

/** What a stack calls its own, as far as its plan knows. */
export interface OwnResources {
  readonly stack: string;
  /** Empty where the plan does not say. */
  readonly region: string;
  /** 12 digits; left out where the plan does not say. */
  readonly account?: string;
  /** Name of the users table, where there is one. */
  readonly table?: string;
  /** ARN of the key that the users table is encrypted with, where it is one's own. */
  readonly tableKey?: string;
}

/** Finds out what a stack calls its own. */
export function ownResources(plan: Plan): OwnResources {
  const account = ownAccount(plan);
  const table = changesOfType(plan, "aws_dynamodb_table").find(({ address }) => address === ADDRESS.usersTable);
  const { name, server_side_encryption } = table?.after ?? {};
  const key = server_side_encryption?.[0]?.kms_key_arn;
  return {
    ...planIdentity(plan),
    ...(account ? { account } : {}),
    ...(name ? { table: name } : {}),
    ...(key ? { tableKey: key } : {}),
  };
}

/** `terraform plan` asks AWS for it; the function's ARN has it, too. */
function ownAccount(plan: Plan): string | undefined {
  const asked = plan.prior_state?.values?.root_module?.resources?.find(({ address }) => address === ADDRESS.account)
    ?.values?.account_id;
  if (typeof asked === "string") return asked;
  return knownChange(plan, ADDRESS.function).after?.arn?.split(":")[4];
}
