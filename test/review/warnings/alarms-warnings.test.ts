import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const TOPIC = "arn:aws:sns:eu-west-1:123456789012:on-call";
const alarm = (name: string, more: object = {}) => ({
  alarm_name: `fleet-${name}`,
  alarm_actions: [TOPIC],
  actions_enabled: true,
  threshold: 1,
  evaluation_periods: 1,
  datapoints_to_alarm: 0,
  comparison_operator: "GreaterThanOrEqualToThreshold",
  metric_name: "Errors",
  namespace: "AWS/Lambda",
  dimensions: { FunctionName: "fleet" },
  statistic: "Sum",
  extended_statistic: "",
  period: 300,
  treat_missing_data: "notBreaching",
  ...more,
});
const review = (changes: Record<string, BeforeAfter>, more: Record<string, BeforeAfter> = {}) =>
  reviewOf({
    ...more,
    ...Object.fromEntries(
      Object.entries(changes).map(([name, change]) => [`aws_cloudwatch_metric_alarm.${name}`, change]),
    ),
  });
const warnings = (...args: Parameters<typeof review>) => warningsOf(review(...args));

describe("alarmWarnings", () => {
  it("warns of alarms that are removed, which changes no access", () => {
    const both = review({ errors: [alarm("errors"), null], throttles: [alarm("throttles"), null] });
    expect(warningsOf(both)).toEqual({
      "alarms-removed": "The alarms fleet-errors, fleet-throttles are removed: they no longer send notifications.",
    });
    expect(both.access).toBe("unchanged");
    expect(warnings({ errors: [alarm("errors"), null] })["alarms-removed"]).toMatch(
      /^The alarm fleet-errors is removed/,
    );
  });

  it("does not warn if the function is destroyed too, or an alarm is new or stays", () => {
    const gone = { "aws_lambda_function.authorizer": [{ function_name: "fleet" }, null] } as const;
    expect(warnings({ errors: [alarm("errors"), null] }, gone)).not.toHaveProperty("alarms-removed");
    expect(warnings({ errors: [null, alarm("errors")], throttles: [alarm("throttles"), alarm("throttles")] })).toEqual(
      {},
    );
  });

  it("warns of alarms that notify no topic any more, or another topic", () => {
    const silent = { alarm_actions: [] };
    const moved = { alarm_actions: ["arn:other"] };
    expect(
      warnings({
        errors: [alarm("errors"), alarm("errors", silent)],
        throttles: [alarm("throttles"), alarm("throttles", silent)],
      }),
    ).toEqual({
      "alarms-redirected": `The alarms fleet-errors, fleet-throttles notify no topic any more (before: ${TOPIC}).`,
    });
    expect(warnings({ errors: [alarm("errors"), alarm("errors", moved)] })).toEqual({
      "alarms-redirected": `The alarm fleet-errors notifies arn:other (before: ${TOPIC}).`,
    });
  });

  it("does not warn of alarms that notify an additional topic", () => {
    const more = { alarm_actions: ["arn:other", TOPIC] };
    expect(warnings({ errors: [alarm("errors"), alarm("errors", more)] })).toEqual({});
    expect(warnings({ errors: [alarm("errors", { alarm_actions: null }), alarm("errors")] })).toEqual({});
  });

  it.each([
    ["a higher threshold", { threshold: 10 }, "threshold 10 (before: 1)"],
    ["more periods", { evaluation_periods: 3 }, "evaluation_periods 3 (before: 1)"],
    ["actions that are switched off", { actions_enabled: false }, "its actions are switched off"],
    [
      "another metric and statistic",
      { metric_name: "Duration", statistic: "", extended_statistic: "p99" },
      "metric_name Duration (before: Errors), statistic none (before: Sum), extended_statistic p99 (before: none)",
    ],
    [
      "another function",
      { dimensions: { FunctionName: "other" } },
      'dimensions "{\\"FunctionName\\":\\"other\\"}" (before: "{\\"FunctionName\\":\\"fleet\\"}")',
    ],
  ])("warns of %s", (_, after, expected) => {
    expect(warnings({ errors: [alarm("errors"), alarm("errors", after)] })).toEqual({
      "alarm-loosened": `The alarm fleet-errors may go off less often: ${expected}.`,
    });
  });

  it("does not warn of an alarm that goes off sooner, or is written differently", () => {
    expect(warnings({ errors: [alarm("errors", { threshold: 5 }), alarm("errors")] })).toEqual({});
    expect(warnings({ errors: [alarm("errors"), alarm("errors", { extended_statistic: null })] })).toEqual({});
  });
});
