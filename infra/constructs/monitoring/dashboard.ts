import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { LIMITS, METRICS } from "../../../lambda/contract";
import { ADDRESS, logicalId } from "../../addresses";
import { DECISION_QUERIES } from "../../deployed-names";

/** Settings of the dashboard's construct. */
export interface DashboardProps {
  readonly stackName: string;
  readonly region: string;
  readonly functionName: string;
  /** Log group with the decision log. */
  readonly logGroupName: string;
  /** Whether the handler writes its own metrics. */
  readonly metrics: boolean;
}

/**
 * A dashboard of the stack: logins and failures, durations with their limit, concurrent executions, refusals by reason,
 * and with metrics also decisions by outcome.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, "dashboard", {
      // Names of dashboards are unique in an account; the other names are unique in a Region.
      dashboardName: `${props.stackName}-${props.region}`,
      dashboardBody: JSON.stringify({ widgets: widgets(props) }),
    }).overrideLogicalId(logicalId(ADDRESS.dashboard));
  }
}

function widgets({ region, functionName, logGroupName, metrics: own }: DashboardProps): object[] {
  const metric = (name: string, stat: string, label = name, namespace = "AWS/Lambda") => [
    namespace,
    name,
    "FunctionName",
    functionName,
    { stat, label },
  ];
  const graph = (title: string, metrics: unknown[], more: object = {}) => ({
    type: "metric",
    width: 12,
    height: 6,
    properties: { title, region, view: "timeSeries", period: 300, metrics, ...more },
  });
  return [
    graph("Logins, and those without a decision", [
      metric("Invocations", "Sum"),
      metric("Errors", "Sum"),
      metric("Throttles", "Sum"),
    ]),
    graph(
      "Duration of a login, milliseconds",
      [metric("Duration", "p50", "p50"), metric("Duration", "p99", "p99"), metric("Duration", "Maximum", "longest")],
      { annotations: { horizontal: [{ label: "timeout", value: LIMITS.functionTimeoutSeconds * 1000 }] } },
    ),
    ...(own
      ? [
          graph(
            "Decisions",
            [METRICS.allowed, METRICS.refused].map((name) => metric(name, "Sum", name, METRICS.namespace)),
          ),
        ]
      : []),
    graph("Logins at once", [metric("ConcurrentExecutions", "Maximum")]),
    {
      type: "log",
      width: 12,
      height: 6,
      properties: {
        title: "Refusals by reason",
        region,
        view: "table",
        query: `SOURCE '${logGroupName}' | ${DECISION_QUERIES["refusals by reason"]}`,
      },
    },
  ];
}
