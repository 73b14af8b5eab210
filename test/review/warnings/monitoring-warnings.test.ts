import { type BeforeAfter, reviewOf, warningsOf } from "../a-plan";

const alarm = (namespace: string, name: string) => ({ alarm_name: name, namespace });
const dashboard = (...namespaces: string[]) => ({
  dashboard_body: JSON.stringify({ widgets: namespaces.map((namespace) => ({ metrics: [[namespace, "x"]] })) }),
});
const ERRORS = alarm("AWS/Lambda", "fleet-errors");
const REFUSALS = alarm("IotAuth", "fleet-refusals");
const warnings = (resources: Record<string, BeforeAfter>) => warningsOf(reviewOf(resources));

describe("monitoringWarnings", () => {
  it("finds metrics that are switched off, by the removed alarm or graph", () => {
    const byAlarm = warnings({
      "aws_cloudwatch_metric_alarm.errors": [ERRORS, ERRORS],
      "aws_cloudwatch_metric_alarm.refusals": [REFUSALS, null],
    });
    expect(Object.keys(byAlarm)).toEqual(["alarms-removed", "metrics-off"]);
    expect(
      warnings({
        "aws_cloudwatch_dashboard.authorizer": [dashboard("AWS/Lambda", "IotAuth"), dashboard("AWS/Lambda")],
      }),
    ).toEqual({
      "metrics-off":
        "The handler's own metrics are switched off: decisions are no longer counted, and a surge of refusals sets off no alarm.",
    });
  });

  it("does not report metrics as switched off if only the alarm on a users table is destroyed", () => {
    const found = warnings({
      "aws_cloudwatch_metric_alarm.errors": [ERRORS, ERRORS],
      "aws_cloudwatch_metric_alarm.refusals": [REFUSALS, REFUSALS],
      "aws_cloudwatch_metric_alarm.store": [alarm("IotAuth", "fleet-store"), null],
    });
    expect(Object.keys(found)).toEqual(["alarms-removed"]);
  });

  it("does not warn if all alarms are destroyed, or metrics stay", () => {
    const all = warnings({
      "aws_cloudwatch_metric_alarm.errors": [ERRORS, null],
      "aws_cloudwatch_metric_alarm.refusals": [REFUSALS, null],
    });
    expect(Object.keys(all)).toEqual(["alarms-removed"]);
    const both = dashboard("AWS/Lambda", "IotAuth");
    expect(warnings({ "aws_cloudwatch_dashboard.authorizer": [both, dashboard("IotAuth")] })).toEqual({});
  });

  it("names the dashboard and the saved queries that are destroyed", () => {
    expect(
      warnings({
        "aws_cloudwatch_dashboard.authorizer": [dashboard("AWS/Lambda"), null],
        "aws_cloudwatch_query_definition.one": [{ name: "fleet/one" }, null],
        "aws_cloudwatch_query_definition.two": [{ name: "fleet/two" }, { name: "fleet/two" }],
      }),
    ).toEqual({
      "views-removed": "Views of logins are removed: the dashboard, the saved queries fleet/one.",
    });
  });

  it("does not warn if the function is destroyed too", () => {
    const found = warnings({
      "aws_lambda_function.authorizer": [{ function_name: "fleet" }, null],
      "aws_cloudwatch_metric_alarm.errors": [ERRORS, null],
      "aws_cloudwatch_dashboard.authorizer": [dashboard("IotAuth"), null],
    });
    expect(Object.keys(found)).toEqual([]);
  });
});
