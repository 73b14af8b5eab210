/** Ends of the names of alarms on the function's own metrics, after the stack's name and `-`. */
export const FUNCTION_ALARMS = ["errors", "throttles", "duration"] as const;

/** The same for the alarm on refusals. */
export const REFUSAL_ALARM = "refusals";

/** The same for the alarm on a users table that cannot be read. */
export const STORE_ALARM = "store";
/**
 * Questions to the decision log, by name, in the language of CloudWatch Logs Insights. It finds the members of the JSON that Lambda
 * writes behind its own time and request id.
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
