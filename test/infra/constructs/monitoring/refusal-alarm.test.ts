import { synthesized } from "./synthesized";

const TOPIC = "arn:aws:sns:eu-central-1:123456789012:on-call";
const refusals = (settings: object) => synthesized(settings).aws_cloudwatch_metric_alarm?.refusals;

describe("RefusalAlarm", () => {
  it("alarms at a hundred refusals within five minutes, and notifies the topic", () => {
    expect(refusals({ metrics: true, alarms: { topicArn: TOPIC } })).toMatchObject({
      alarm_name: "fleet-refusals",
      namespace: "IotAuth",
      metric_name: "Refused",
      dimensions: { FunctionName: "the-function" },
      statistic: "Sum",
      threshold: 100,
      period: 300,
      alarm_actions: [TOPIC],
      ok_actions: [TOPIC],
    });
  });

  it("does not exist without metrics or without alarms", () => {
    expect(refusals({ alarms: {} })).toBeUndefined();
    expect(refusals({ metrics: true })).toBeUndefined();
  });
});
