import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { METRICS, type RefusalReason } from "../../../lambda/contract";
import { STORE_ALARM } from "../../deployed-names";
import type { FunctionAlarmsProps } from "./function-alarms";

/** Reason of refusals while the table cannot be read. */
const REASON: RefusalReason = "store-unavailable";

/**
 * An alarm on a users table that cannot be read, from the handler's own metrics: such a login is refused, and a refusal
 * is not an error of the function. The alarm on many refusals needs more refusals than a small fleet causes.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Alarms.html
 */
export class StoreAlarm extends Construct {
  constructor(scope: Construct, id: string, { stackName, functionName, topicArn }: FunctionAlarmsProps) {
    super(scope, id);
    new CloudwatchMetricAlarm(this, "store", {
      alarmName: `${stackName}-${STORE_ALARM}`,
      alarmDescription:
        "The users table could not be read, so all logins and refreshes were refused: devices stay out, and connected ones drop out at their next refresh. Look for 'store-error' in the log, which says why in AWS's words. More in docs/operations.md.",
      namespace: METRICS.namespace,
      metricName: METRICS.refused,
      dimensions: { FunctionName: functionName, reason: REASON },
      statistic: "Sum",
      threshold: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      period: 300,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      ...(topicArn ? { alarmActions: [topicArn], okActions: [topicArn] } : {}),
    }).overrideLogicalId("store");
  }
}
