import { synthesized } from "./synthesized";

const dashboard = synthesized({ dashboard: true }).aws_cloudwatch_dashboard?.authorizer ?? {};
const { widgets } = JSON.parse(String(dashboard.dashboard_body)) as {
  widgets: {
    type: string;
    properties: { region: string; metrics?: unknown[][]; query?: string; annotations?: object };
  }[];
};

describe("Dashboard", () => {
  it("is named after stack and Region, since dashboards are not regional", () => {
    expect(dashboard.dashboard_name).toBe("fleet-eu-central-1");
  });

  it("shows the function's own metrics, in the stack's Region", () => {
    const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
    expect(metrics.map(([namespace, , ...dimension]) => [namespace, ...dimension.slice(0, 2)])).toEqual(
      metrics.map(() => ["AWS/Lambda", "FunctionName", "the-function"]),
    );
    expect([...new Set(metrics.map(([, name]) => name))]).toEqual([
      "Invocations",
      "Errors",
      "Throttles",
      "Duration",
      "ConcurrentExecutions",
    ]);
    expect(new Set(widgets.map(({ properties }) => properties.region))).toEqual(new Set(["eu-central-1"]));
  });

  it("draws the timeout beside the durations", () => {
    expect(widgets.flatMap(({ properties }) => properties.annotations ?? [])).toEqual([
      { horizontal: [{ label: "timeout", value: 5000 }] },
    ]);
  });

  it("queries the stack's own log for refusals by reason", () => {
    expect(widgets.filter(({ type }) => type === "log").map(({ properties }) => properties.query)).toEqual([
      `SOURCE '/aws/lambda/fleet' | filter event = "decision" and outcome = "refused" | stats count(*) as refusals by reason | sort refusals desc`,
    ]);
  });

  it("shows the handler's decisions if monitoring.metrics is set", () => {
    const { dashboard_body: body } =
      synthesized({ metrics: true, dashboard: true }).aws_cloudwatch_dashboard?.authorizer ?? {};
    const decisions = JSON.parse(String(body)).widgets.find(
      ({ properties }: { properties: { title: string } }) => properties.title === "Decisions",
    );
    expect(decisions.properties.metrics).toEqual([
      ["IotAuth", "Allowed", "FunctionName", "the-function", { stat: "Sum", label: "Allowed" }],
      ["IotAuth", "Refused", "FunctionName", "the-function", { stat: "Sum", label: "Refused" }],
    ]);
  });
});
