import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { LIMITS } from "../../../lambda/contract";
import type { FUNCTION_ALARMS } from "../../deployed-names";

/** Duration in milliseconds from which on a login counts as close to Lambda's timeout: 4/5 of the timeout. */
export const SLOW_LOGIN_MILLISECONDS = LIMITS.functionTimeoutSeconds * 800;

/** Settings of the alarms' construct. */
export interface FunctionAlarmsProps {
  readonly stackName: string;
  readonly functionName: string;
  /** ARN of the SNS topic to notify. @default - no notification is sent */
  readonly topicArn?: string;
}

/** The metric of an alarm, and its description. */
type Watched = Pick<CloudwatchMetricAlarmConfig, "metricName" | "statistic" | "extendedStatistic" | "threshold"> & {
  readonly meaning: string;
};

/** Alarms by the last part of their name. */
const ALARMS: Readonly<Record<(typeof FUNCTION_ALARMS)[number], Watched>> = {
  errors: {
    metricName: "Errors",
    statistic: "Sum",
    threshold: 1,
    meaning:
      "Logins ended without a decision, so those devices stayed out: a refusal is no error, so the function timed out, ran out of memory or could not start. Look for 'Task timed out' and stack traces in the log; deploy the last good version if a deploy came before.",
  },
  throttles: {
    metricName: "Throttles",
    statistic: "Sum",
    threshold: 1,
    meaning:
      "Lambda did not run the function for some logins, so those devices stayed out: the account's or the function's concurrency was used up. See what else runs in the account; set aside concurrency with function.reservedConcurrentExecutions, or raise it.",
  },
  duration: {
    metricName: "Duration",
    extendedStatistic: "p99",
    threshold: SLOW_LOGIN_MILLISECONDS,
    meaning: `One login in a hundred takes more than ${SLOW_LOGIN_MILLISECONDS} ms, and ${LIMITS.functionTimeoutSeconds} seconds is all it gets. Raise function.memorySize, which also gives more processor time, or let fewer users have passwords of their own.`,
  },
};

/**
 * Alarms on the metrics that Lambda publishes for the function. Each evaluates five minutes, and its description says
 * what it means and what to do. A stack without logins has no data, which raises no alarm.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, { stackName, functionName, topicArn }: FunctionAlarmsProps) {
    super(scope, id);
    for (const [name, { meaning, ...watched }] of Object.entries(ALARMS)) {
      new CloudwatchMetricAlarm(this, name, {
        alarmName: `${stackName}-${name}`,
        alarmDescription: `${meaning} More in docs/operations.md.`,
        namespace: "AWS/Lambda",
        dimensions: { FunctionName: functionName },
        ...watched,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        period: 300,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        ...(topicArn ? { alarmActions: [topicArn], okActions: [topicArn] } : {}),
      }).overrideLogicalId(name);
    }
  }
}
