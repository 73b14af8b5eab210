import { z } from "zod";
import { arn } from "../names/arn";
import { flag, packRule } from "./setting-fields";

/** Monitoring of the stack in production: metrics, alarms, a dashboard and saved queries, each created only if its setting says so. */
export const monitoringSchema = z.strictObject(
  {
    /**
     * Metrics in the decision log, in CloudWatch's embedded metric format: decisions by outcome, refusals by reason, and milliseconds, in
     * the namespace `IotAuth` with the dimension `FunctionName`. Logins make no further calls; CloudWatch charges for custom metrics.
     * @default false
     * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format.html
     */
    metrics: flag("true extracts metrics from the decision log.").default(false),
    /**
     * CloudWatch alarms on the Lambda function: errors, throttles, and durations near the limit; with `metrics` also a surge of
     * refusals, and with a users table a table that cannot be read. `{}` creates alarms that send no notification.
     * @default - no alarms
     * @example { topicArn: "arn:aws:sns:us-east-1:123456789012:on-call" }
     * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
     */
    alarms: z
      .strictObject(
        {
          /**
           * SNS topic that is notified when an alarm goes off and when it is over; a standard topic in the stack's Region.
           * @default - no notification is sent; the console shows the alarm's state
           * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
           */
          topicArn: arn("topic").optional(),
        },
        {
          error: packRule({
            must: "be an object of alarm settings",
            remedy: "Write {} for alarms that send no notification, or leave it out for no alarms.",
          }),
        },
      )
      .optional(),
    /**
     * A CloudWatch dashboard: logins, failures, durations against the limit, refusals by reason.
     * @default false
     */
    dashboard: flag("true makes a CloudWatch dashboard.").default(false),
    /**
     * Saved queries in CloudWatch Logs Insights: refusals by reason, one device's decisions, slowest verifications.
     * @default false
     */
    savedQueries: flag("true saves queries for the decision log.").default(false),
  },
  {
    error: packRule({
      must: "be an object of monitoring settings",
      remedy: "Write it like { metrics: true, alarms: {}, dashboard: true, savedQueries: true }.",
    }),
  },
);

/** Settings of monitoring, with defaults filled in. */
export type MonitoringSettings = z.output<typeof monitoringSchema>;
