import { type DecisionLog, METRICS } from "./contract";

/**
 * Returns members for the line about a decision from which CloudWatch Logs extracts metrics, in the embedded metric
 * format. This needs neither a call of an API nor a second line. The format refers to `reason` and `milliseconds`,
 * which are members of the line already.
 * @param functionName value of the dimension `FunctionName`
 * @param now milliseconds since 1970-01-01 UTC
 * @example metricMembers("IotAuth", "fleet", { outcome: "allowed" }, Date.now())
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricMembers(
  namespace: string,
  functionName: string,
  { outcome, reason }: Pick<DecisionLog, "outcome" | "reason">,
  now: number,
): object {
  const refused = { Name: METRICS.refused, Unit: "Count" };
  const directive = (dimensions: string[], metrics: object[]) => ({
    Namespace: namespace,
    Dimensions: [["FunctionName", ...dimensions]],
    Metrics: metrics,
  });
  return {
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [
        directive(
          [],
          [{ Name: METRICS.allowed, Unit: "Count" }, refused, { Name: METRICS.duration, Unit: "Milliseconds" }],
        ),
        ...(reason ? [directive(["reason"], [refused])] : []),
      ],
    },
    FunctionName: functionName,
    [METRICS.allowed]: outcome === "allowed" ? 1 : 0,
    [METRICS.refused]: outcome === "refused" ? 1 : 0,
  };
}
