import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { functionTrouble } from "../../../cli/doctor/function-trouble";

/** Runs the check with CloudWatch's results. @returns its result, and the request to CloudWatch */
async function ask(MetricDataResults: object[]) {
  let asked = "";
  const server = createServer((request, response) => {
    request.setEncoding("utf8").on("data", (text: string) => {
      asked += text;
    });
    request.on("end", () => response.setHeader("content-type", "application/x-amz-json-1.0"));
    request.on("end", () => response.end(JSON.stringify({ MetricDataResults })));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const client = new CloudWatchClient({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  try {
    const trouble = await functionTrouble(client, "fleet", new Date(0), new Date(3_600_000));
    return { trouble, asked: JSON.parse(asked) };
  } finally {
    client.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe("functionTrouble", () => {
  it("sums errors and throttles over all minutes", async () => {
    const { trouble, asked } = await ask([
      { Id: "errors", Values: [1, 2] },
      { Id: "throttles", Values: [5] },
      { Id: "errors", Values: [4] },
    ]);
    expect(trouble).toEqual({ errors: 7, throttles: 5 });
    const metric = (MetricName: string) => ({
      Metric: { Namespace: "AWS/Lambda", MetricName, Dimensions: [{ Name: "FunctionName", Value: "fleet" }] },
      Period: 60,
      Stat: "Sum",
    });
    expect(asked).toEqual({
      StartTime: 0,
      EndTime: 3600,
      MetricDataQueries: [
        { Id: "errors", MetricStat: metric("Errors") },
        { Id: "throttles", MetricStat: metric("Throttles") },
      ],
    });
  });

  it("returns zeros for a function that was not called", async () => {
    expect((await ask([{ Id: "errors", Values: [] }])).trouble).toEqual({ errors: 0, throttles: 0 });
  });
});
