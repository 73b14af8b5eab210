import { metricMembers } from "../../lambda/metrics";

const NOW = 1_700_000_000_000;
const COUNTS = [
  { Name: "Allowed", Unit: "Count" },
  { Name: "Refused", Unit: "Count" },
  { Name: "milliseconds", Unit: "Milliseconds" },
];

describe("metricMembers", () => {
  it("counts an allowed login of the function", () => {
    expect(metricMembers("IotAuth", "fleet", { outcome: "allowed" }, NOW)).toEqual({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [{ Namespace: "IotAuth", Dimensions: [["FunctionName"]], Metrics: COUNTS }],
      },
      FunctionName: "fleet",
      Allowed: 1,
      Refused: 0,
    });
  });

  it("counts a refused login of the function, and by its reason too", () => {
    expect(metricMembers("IotAuth", "fleet", { outcome: "refused", reason: "wrong-password" }, NOW)).toEqual({
      _aws: {
        Timestamp: NOW,
        CloudWatchMetrics: [
          { Namespace: "IotAuth", Dimensions: [["FunctionName"]], Metrics: COUNTS },
          {
            Namespace: "IotAuth",
            Dimensions: [["FunctionName", "reason"]],
            Metrics: [{ Name: "Refused", Unit: "Count" }],
          },
        ],
      },
      FunctionName: "fleet",
      Allowed: 0,
      Refused: 1,
    });
  });
});
