import { metricMembers } from "../../../../lambda/metrics";
import { synthesized } from "./synthesized";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";
const storeAlarm = (settings: object, usersTable = true) =>
  synthesized(settings, usersTable).aws_cloudwatch_metric_alarm?.store;

describe("StoreAlarm", () => {
  it("alarms at the first login that is refused because the table cannot be read, and notifies the topic", () => {
    const alarm = storeAlarm({ metrics: true, alarms: { topicArn: TOPIC } });
    expect(alarm).toMatchObject({
      alarm_name: "fleet-store",
      namespace: "IotAuth",
      metric_name: "Refused",
      dimensions: { FunctionName: "the-function", reason: "store-unavailable" },
      statistic: "Sum",
      threshold: 1,
      period: 300,
      evaluation_periods: 1,
      treat_missing_data: "notBreaching",
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
    expect(alarm?.alarm_description).toMatch(/^.{100,1000} More in docs\/operations\.md\.$/);
  });

  it("watches a metric that the handler publishes, with the same dimensions", () => {
    const alarm = storeAlarm({ metrics: true, alarms: {} });
    const decision = { outcome: "refused", reason: "store-unavailable" } as const;
    const made = metricMembers("IotAuth", "the-function", decision, 0) as {
      _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: { Name: string }[] }[] };
    };
    const named = made._aws.CloudWatchMetrics.filter(({ Metrics }) =>
      Metrics.some(({ Name }) => Name === alarm?.metric_name),
    ).flatMap(({ Dimensions }) => Dimensions);
    expect(named).toContainEqual(Object.keys(alarm?.dimensions as object));
  });

  it("does not exist without a users table, metrics or alarms", () => {
    expect(storeAlarm({ metrics: true, alarms: {} }, false)).toBeUndefined();
    expect(storeAlarm({ alarms: {} })).toBeUndefined();
    expect(storeAlarm({ metrics: true })).toBeUndefined();
  });
});
