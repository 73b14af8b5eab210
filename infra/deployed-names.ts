import { createHash } from "node:crypto";

/** The function's description, which names its stack. */
export function functionDescription(stackName: string): string {
  return `Checks user names and passwords for AWS IoT Core (${stackName})`;
}

/** Beginning of the role's description, which names its stack. */
export function roleDescription(stackName: string): string {
  return `Lets the AWS IoT authorizer function of ${stackName}`;
}

/**
 * Id of the permission's statement, which names the authorizer. Names of authorizers may have more characters than
 * statement ids.
 */
export function invokeStatementId(authorizerName: string): string {
  const digest = createHash("sha256").update(authorizerName).digest("hex").slice(0, 8);
  return `iot-${authorizerName.replace(/[^\w-]/g, "_").slice(0, 80)}-${digest}`;
}

/** Last parts of the names of alarms on Lambda's metrics, after the stack's name and `-`. */
export const FUNCTION_ALARMS = ["errors", "throttles", "duration"] as const;

/** Last part of the name of the alarm on refusals. */
export const REFUSAL_ALARM = "refusals";

/** Last part of the name of the alarm on a users table that cannot be read. */
export const STORE_ALARM = "store";

/**
 * Queries of the decision log, by name, in the language of CloudWatch Logs Insights. Logs Insights finds the members of
 * the JSON that follows Lambda's own time and request id.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
 */
export const DECISION_QUERIES = {
  "refusals by reason": [
    'filter event = "decision" and outcome = "refused"',
    "stats count(*) as refusals by reason",
    "sort refusals desc",
  ].join(" | "),
  "decisions about one device": [
    "fields @timestamp, outcome, reason, group, clientId, milliseconds",
    'filter event = "decision" and user = "write the user name here"',
    "sort @timestamp desc",
    "limit 100",
  ].join(" | "),
  "slowest verifications": [
    "fields @timestamp, milliseconds, user, outcome, reason",
    'filter event = "decision"',
    "sort milliseconds desc",
    "limit 50",
  ].join(" | "),
} as const;

/** @example savedQueryName("cloudprnt", "refusals by reason") // "cloudprnt/refusals by reason" */
export function savedQueryName(stackName: string, title: string): string {
  return `${stackName}/${title}`;
}
