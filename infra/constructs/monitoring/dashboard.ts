import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { LIMITS, METRICS } from "../../../lambda/contract";
import { ADDRESS, logicalId } from "../../addresses";
import { DECISION_QUERIES } from "../../deployed-names";

/** What the dashboard needs to know. */
export interface DashboardProps {
  readonly stackName: string;
  readonly region: string;
  readonly functionName: string;
  /** Log group with the decision log. */
  readonly logGroupName: string;
  /** Whether the handler's own metrics are there to be shown. */
  readonly metrics: boolean;
}

/**
 * One page about the stack: logins and failures, with metrics also decisions by outcome, durations against the limit, executions at once, refusals by reason.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, "dashboard", {
      // Dashboards belong to the account, not to a Region as everything else here.
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
