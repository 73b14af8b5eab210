import { synthesized } from "./synthesized";

describe("Monitoring", () => {
  it("makes no resource by default", () => {
    expect(synthesized({})).toEqual({});
  });

  it.each([
    [{ alarms: {} }, "aws_cloudwatch_metric_alarm"],
    [{ dashboard: true }, "aws_cloudwatch_dashboard"],
    [{ savedQueries: true }, "aws_cloudwatch_query_definition"],
  ])("makes for %j only resources of the type %s", (settings, type) => {
    expect(Object.keys(synthesized(settings))).toEqual([type]);
  });
});
