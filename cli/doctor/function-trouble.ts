import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import type { FunctionTrouble } from "./api";

/**
 * Sums a function's errors and throttles between two moments. A function that was not called has neither.
 * @throws Errors of the SDK
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @example await functionTrouble(client, "fleet", anHourAgo, now) // { errors: 2, throttles: 0 }
 */
export async function functionTrouble(
  client: CloudWatchClient,
  functionName: string,
  from: Date,
  to: Date,
): Promise<FunctionTrouble> {
  const { MetricDataResults: results = [] } = await client.send(
    new GetMetricDataCommand({
      StartTime: from,
      EndTime: to,
      MetricDataQueries: [
        minuteSums("errors", "Errors", functionName),
        minuteSums("throttles", "Throttles", functionName),
      ],
    }),
  );
  const total = (id: string) =>
    results.filter(({ Id }) => Id === id).reduce((sum, { Values = [] }) => Values.reduce((a, b) => a + b, sum), 0);
  return { errors: total("errors"), throttles: total("throttles") };
}

/** A query for one sum a minute: CloudWatch aligns longer periods, so they would not begin at the moment asked for. */
function minuteSums(Id: string, MetricName: string, functionName: string): MetricDataQuery {
  const Dimensions = [{ Name: "FunctionName", Value: functionName }];
  return { Id, MetricStat: { Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions }, Period: 60, Stat: "Sum" } };
}
