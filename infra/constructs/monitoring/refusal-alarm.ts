import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { METRICS } from "../../../lambda/contract";
import { REFUSAL_ALARM } from "../../deployed-names";
import type { FunctionAlarmsProps } from "./function-alarms";

/** Refusals in five minutes from which on the alarm is raised: more than one or two devices that keep trying cause. */
export const SURGE_OF_REFUSALS = 100;

/**
 * An alarm on many refused logins at once, from the handler's own metrics.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Alarms.html
 */
export class RefusalAlarm extends Construct {
  constructor(scope: Construct, id: string, { stackName, functionName, topicArn }: FunctionAlarmsProps) {
    super(scope, id);
    new CloudwatchMetricAlarm(this, "refusals", {
      alarmName: `${stackName}-${REFUSAL_ALARM}`,
      alarmDescription: `${SURGE_OF_REFUSALS} logins or more were refused within five minutes: somebody guesses passwords, or a deploy or a rotation locked devices out. Run the saved query 'refusals by reason'; after a deploy, deploy the last good version. More in docs/operations.md.`,
      namespace: METRICS.namespace,
      metricName: METRICS.refused,
      dimensions: { FunctionName: functionName },
      statistic: "Sum",
      threshold: SURGE_OF_REFUSALS,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      period: 300,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      ...(topicArn ? { alarmActions: [topicArn], okActions: [topicArn] } : {}),
    }).overrideLogicalId("refusals");
  }
}
