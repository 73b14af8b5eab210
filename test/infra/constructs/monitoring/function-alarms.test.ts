import { SLOW_LOGIN_MILLISECONDS } from "../../../../infra/constructs/monitoring/function-alarms";
import { synthesized } from "./synthesized";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";
const alarms = (settings: object) => synthesized({ alarms: settings }).aws_cloudwatch_metric_alarm ?? {};

describe("FunctionAlarms", () => {
  it("alarms at the first error, at the first throttle, and at durations of four of the five seconds that AWS allows", () => {
    const common = {
      namespace: "AWS/Lambda",
      dimensions: { FunctionName: "the-function" },
      comparison_operator: "GreaterThanOrEqualToThreshold",
      period: 300,
      evaluation_periods: 1,
      treat_missing_data: "notBreaching",
    };
    expect(alarms({})).toMatchObject({
      errors: { ...common, alarm_name: "fleet-errors", metric_name: "Errors", statistic: "Sum", threshold: 1 },
      throttles: { ...common, alarm_name: "fleet-throttles", metric_name: "Throttles", statistic: "Sum", threshold: 1 },
      duration: {
        ...common,
        alarm_name: "fleet-duration",
        metric_name: "Duration",
        extended_statistic: "p99",
        threshold: 4000,
      },
    });
    expect(SLOW_LOGIN_MILLISECONDS).toBe(4000);
    expect(Object.keys(alarms({}))).toHaveLength(3);
  });

  it("describes each alarm and names its document, within AWS's 1,024 characters", () => {
    for (const { alarm_description: description } of Object.values(alarms({}))) {
      expect(description).toMatch(/^.{100,1000} More in docs\/operations\.md\.$/);
    }
  });

  it("notifies the topic when an alarm begins and when it ends", () => {
    expect(Object.keys(alarms({ topicArn: TOPIC }))).toHaveLength(3);
    for (const alarm of Object.values(alarms({ topicArn: TOPIC }))) {
      expect(alarm).toMatchObject({ alarm_actions: [TOPIC], ok_actions: [TOPIC] });
    }
  });

  it("sends no notification without a topic", () => {
    for (const alarm of Object.values(alarms({}))) {
      expect(Object.keys(alarm).filter((key) => key.endsWith("_actions"))).toEqual([]);
    }
  });
});
