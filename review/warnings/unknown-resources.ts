import { DECISION_QUERIES } from "../../infra/constructs/monitoring/decision-queries";
import { VALUES_BY_ADDRESS } from "../known-values";
import type { Plan } from "../plan-schema";
import { list, say } from "../sentence";
import type { Warning } from "./warning";

/** What a stack has besides the resources whose values a review reads. */
const OTHERS = [
  "aws_dynamodb_table.users",
  "aws_iam_role_policy.read_users",
  "aws_iam_role_policy.write_decision_log",
  ...["duration", "errors", "refusals", "store", "throttles"].map((name) => `aws_cloudwatch_metric_alarm.${name}`),
  ...Object.keys(DECISION_QUERIES).map((name) => `aws_cloudwatch_query_definition.${name.replaceAll(" ", "_")}`),
  "terraform_data.authorizer_identity",
  "terraform_data.default_guard[0]",
  "terraform_data.deployed_in",
  "terraform_data.deployed_protection",
];
const KNOWN_ADDRESSES: ReadonlySet<string> = new Set([...Object.keys(VALUES_BY_ADDRESS), ...OTHERS]);

/** Resources that this project does not make and the plan makes or changes: nothing here knows what they allow. */
export function unknownResourceWarnings(plan: Plan): Warning[] {
  const unknown = plan.resource_changes.filter(
    ({ mode, address, change: { actions } }) =>
      mode === "managed" &&
      !isKnownResource(address) &&
      actions.some((action) => ["create", "update"].includes(action)),
  );
  if (unknown.length === 0) return [];
  const sentence = say`This review does not know what these allow, since no stack made here has them: ${list(unknown.map(({ address }) => address))}.`;
  return [{ code: "unknown-resources", sentence, widens: true }];
}

/**
 * Whether a stack made here may have a resource of this address.
 * @example isKnownResource("aws_lambda_function.authorizer") // true
 */
export function isKnownResource(address: string): boolean {
  return KNOWN_ADDRESSES.has(address);
}
