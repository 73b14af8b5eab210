import { aGroup, aMap, changes, planJson, reviewOf, warningsOf } from "../a-plan";

const log = (days: number) => ({ retention_in_days: days });
const concurrency = (number: number) => ({ function_name: "fleet", reserved_concurrent_executions: number });

describe("operationWarnings", () => {
  it.each([
    [90, 30, "kept for 30 days only (before: 90 days)"],
    [0, 3653, "kept for 3653 days only (before: indefinitely)"],
    [30, 90, undefined],
    [30, 0, undefined],
    [30, 30, undefined],
  ])("looks at the log's retention: %s days, then %s", (before, after, expected) => {
    const { "log-retention-reduced": found } = warningsOf(
      reviewOf({ "aws_cloudwatch_log_group.authorizer": [log(before), log(after)] }),
    );
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it.each([
    [100, 10, "may run 10 times at once (before: 100)"],
    [-1, 10, "may run 10 times at once (before: as often as the account allows)"],
    [10, -1, "The function has no reserved concurrency any more (before: 10)"],
    [10, 100, undefined],
    [-1, -1, undefined],
  ])("looks at the function's concurrency: %s, then %s", (before, after, expected) => {
    const { "concurrency-reduced": found } = warningsOf(
      reviewOf({ "aws_lambda_function.authorizer": [concurrency(before), concurrency(after)] }),
    );
    if (expected === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(expected);
  });

  it("warns if everything is destroyed, but not if a resource stays", () => {
    const map = { triggers_replace: aMap({ sensors: aGroup() }, { a: "sensors" }) };
    const destroyed = { "terraform_data.access_map": [map, null], "aws_iam_role.authorizer": [{}, null] } as const;
    const found = reviewOf(destroyed);
    expect(Object.keys(warningsOf(found))).toEqual(["destroys-everything"]);
    expect(found.access).toBe("narrows");
    expect(warningsOf(reviewOf({ ...destroyed, "aws_iam_role.other": [{}, {}] }))).toEqual({});
  });

  it("counts an incomplete plan, and one with errors, as widening", () => {
    const part = {
      resource_changes: changes({
        "aws_lambda_function.authorizer": [concurrency(1), { ...concurrency(1), description: "x" }],
      }),
    };
    for (const more of [{ complete: false }, { errored: true }, part]) {
      const found = reviewOf({}, more);
      expect(Object.keys(warningsOf(found))).toEqual(["incomplete"]);
      expect(found.access).toBe("widens");
    }
    expect(warningsOf(reviewOf({}, { complete: true, errored: false }))).toEqual({});
    expect(planJson({})).not.toHaveProperty("complete");
  });
});
