import { ADDRESS } from "../../infra/addresses";
import { changesOfType, knownChange } from "./known-resources";
import { planIdentity } from "./plan-identity";
import type { Plan } from "./plan-schema";

/** Names and ids of a stack that its plan contains. */
export interface OwnResources {
  readonly stack: string;
  /** Empty if the plan does not contain it. */
  readonly region: string;
  /** 12 digits; left out if the plan does not contain it. */
  readonly account?: string;
  /** Name of the users table, if there is one. */
  readonly table?: string;
  /** ARN of the KMS key that encrypts the users table, if it is not AWS's own key. */
  readonly tableKey?: string;
}

/** Reads the names and ids of a stack from its plan. */
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

/** The stack's account, from the data source that `terraform plan` read, or else from the function's ARN. */
function ownAccount(plan: Plan): string | undefined {
  const asked = plan.prior_state?.values?.root_module?.resources?.find(({ address }) => address === ADDRESS.account)
    ?.values?.account_id;
  if (typeof asked === "string") return asked;
  return knownChange(plan, ADDRESS.function).after?.arn?.split(":")[4];
}
