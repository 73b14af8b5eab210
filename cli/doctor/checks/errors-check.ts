import { callFailure } from "../../aws/explain-failure";
import { type Check, ok, skipped, warning } from "../doctor-check";

const HOUR = 3_600_000;

/**
 * Checks the function's errors and throttles of the last hour.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export const errors: Check = {
  name: "errors",
  actions: ["cloudwatch:GetMetricData"],
  async run({ api, stack: { stackName, settings }, standIn, now }) {
    if (standIn) return skipped("the stand-in keeps no metrics");
    const to = now();
    try {
      const trouble = await api.functionTrouble(stackName, new Date(to.getTime() - HOUR), to);
      const said = `${stackName} had ${count(trouble.errors, "error")} and ${count(trouble.throttles, "throttle")} in the last hour`;
      if (trouble.errors + trouble.throttles === 0) return ok(said);
      const queries = settings.monitoring?.savedQueries
        ? `, and the saved queries ${stackName}/… in CloudWatch Logs Insights`
        : "";
      return warning(said, `See the log: aws logs tail /aws/lambda/${stackName} --since 1h${queries}.`);
    } catch (error) {
      const { kind, code } = callFailure(error);
      if (kind !== "denied") throw error;
      return skipped(`the metrics cannot be read (${code}) without the permission ${errors.actions.join(", ")}`);
    }
  },
};

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? "" : "s"}`;
