import { complaintsAbout } from "../complaints";

const about = (monitoring: unknown): string[] => complaintsAbout({ monitoring });
const TOPIC = "arn:aws:sns:us-east-1:123456789012:on-call";

describe("the monitoring's settings", () => {
  it.each([
    {},
    { alarms: {} },
    { alarms: { topicArn: TOPIC } },
    { alarms: { topicArn: "arn:aws-cn:sns:us-east-1:123456789012:on_call" } },
    { metrics: true, dashboard: true, savedQueries: true },
  ])("may be %j", (settings) => {
    expect(about(settings)).toEqual([]);
  });

  it("must be an object", () => {
    expect(about(true)).toEqual([
      "`monitoring` must be an object of monitoring settings, got: true. Write it like { metrics: true, alarms: {}, dashboard: true, savedQueries: true }.",
    ]);
  });

  it("must be true or false for the switches", () => {
    expect(about({ metrics: 0, dashboard: "yes", savedQueries: 1 })).toEqual([
      "`monitoring.metrics` must be true or false, got: 0. true extracts metrics from the decision log.",
      '`monitoring.dashboard` must be true or false, got: "yes". true makes a CloudWatch dashboard.',
      "`monitoring.savedQueries` must be true or false, got: 1. true saves queries for the decision log.",
    ]);
  });

  it("must have alarms as an object, since true would not name a topic", () => {
    expect(about({ alarms: true })).toEqual([
      "`monitoring.alarms` must be an object of alarm settings, got: true. Write {} for alarms that send no notification, or leave it out for no alarms.",
    ]);
  });

  it.each(["on-call", `${TOPIC}.fifo`, "arn:aws:sqs:us-east-1:123456789012:on-call"])("may not tell %s", (topicArn) => {
    expect(about({ alarms: { topicArn } })).toEqual([
      `\`monitoring.alarms.topicArn\` must be the ARN of a standard SNS topic, got: "${topicArn}". Write it like ${TOPIC}.`,
    ]);
  });

  it("may not notify a topic in another Region", () => {
    const topicArn = "arn:aws:sns:eu-west-1:123456789012:on-call";
    expect(about({ alarms: { topicArn } })).toEqual([
      `\`monitoring.alarms.topicArn\` must be a topic in the stack's Region us-east-1, got: "${topicArn}". Make a topic there; in a configuration with stages, set topicArn in each.`,
    ]);
  });

  it("suggests the nearest setting for an unknown one", () => {
    expect(about({ dashbord: true, alarms: { topicArm: TOPIC } })).toEqual([
      expect.stringMatching(/^`monitoring\.alarms\.topicArm` .*topicArn/),
      expect.stringMatching(/^`monitoring\.dashbord` .*dashboard/),
    ]);
  });
});
