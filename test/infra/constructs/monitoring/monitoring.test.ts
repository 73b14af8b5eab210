import { synthesized } from "./synthesized";

describe("Monitoring", () => {
  it("makes nothing that is not asked for", () => {
    expect(synthesized({})).toEqual({});
  });

  it.each([
    [{ alarms: {} }, "aws_cloudwatch_metric_alarm"],
    [{ dashboard: true }, "aws_cloudwatch_dashboard"],
    [{ savedQueries: true }, "aws_cloudwatch_query_definition"],
  ])("makes for %j nothing but %s", (settings, type) => {
    expect(Object.keys(synthesized(settings))).toEqual([type]);
  });
});
