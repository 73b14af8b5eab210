import { changes, reviewOf, warningsOf } from "../a-plan";

const ROLE = { name: "fleet-eu-west-1" };
const policy = (...statements: object[]) => ({ policy: JSON.stringify({ Statement: statements }) });

describe("stateWarnings", () => {
  it("counts a failed check as widening, and does not warn of checks that pass or are not known yet", () => {
    const check = (status: string) => ({ checks: [{ address: { to_display: "check.default_authorizer" }, status }] });
    for (const status of ["pass", "unknown"]) expect(warningsOf(reviewOf({}, check(status)))).toEqual({});
    for (const status of ["fail", "error"]) {
      const found = reviewOf({}, check(status));
      expect(warningsOf(found)["check-failed"]).toMatch(/^Checks of the stack fail: check\.default_authorizer\. /);
      expect(found.access).toBe("widens");
    }
  });

  it("does not report that users lose access if Terraform only forgets their resources", () => {
    const map = { triggers_replace: { groups: {}, users: { kitchen: "sensors" } } };
    const found = reviewOf({ "terraform_data.access_map": [map, null, "forget"] });
    expect(found.users).toEqual([]);
    expect(warningsOf(found).forgotten).toContain("Terraform forgets terraform_data.access_map, and does not destroy");
    expect(found.access).toBe("widens");
  });

  it("counts imported resources as widening", () => {
    const [entry] = changes({ "aws_lambda_permission.invoke": [{}, {}] });
    const imported = { ...entry, change: { ...entry?.change, importing: { id: "fleet/open" } } };
    const map = changes({
      "terraform_data.access_map": [{ triggers_replace: { groups: {} } }, { triggers_replace: { groups: {} } }],
    });
    const found = reviewOf({}, { resource_changes: [...map, imported] });
    expect(warningsOf(found).imported).toContain(
      "imports resources that exist in AWS already: aws_lambda_permission.invoke.",
    );
    expect(found.access).toBe("widens");
  });

  it("says that the plan reverts a change of others", () => {
    const drift = changes({
      "aws_iam_role.authorizer": [
        { ...ROLE, path: "/" },
        { ...ROLE, path: "/x/" },
      ],
    });
    const found = reviewOf(
      {
        "aws_iam_role.authorizer": [
          { ...ROLE, path: "/x/" },
          { ...ROLE, path: "/" },
        ],
      },
      { resource_drift: drift },
    );
    expect(warningsOf(found)["drift-reverted"]).toBe(
      "Others changed aws_iam_role.authorizer since the last apply (path), and this plan reverts that.",
    );
  });

  it("counts the recreation of resources that others deleted as widening, unless they only monitor", () => {
    const again = (address: string) =>
      reviewOf({ [address]: [null, ROLE] }, { resource_drift: changes({ [address]: [ROLE, null] }) });
    expect(again("aws_iam_role.authorizer").access).toBe("widens");
    const dashboard = again("aws_cloudwatch_dashboard.authorizer");
    expect(Object.keys(warningsOf(dashboard))).toEqual(["drift-reverted"]);
    expect(dashboard.access).toBe("unchanged");
  });

  it("counts function code that others deployed and the plan keeps as widening", () => {
    const address = "aws_lambda_function.authorizer";
    const [ours, theirs] = [
      { function_name: "fleet", code_sha256: "ours" },
      { function_name: "fleet", code_sha256: "theirs" },
    ];
    const found = reviewOf({ [address]: [theirs, theirs] }, { resource_drift: changes({ [address]: [ours, theirs] }) });
    expect(warningsOf(found)["drift-kept"]).toBe(
      "Others changed aws_lambda_function.authorizer since the last apply (code_sha256), and this plan keeps that.",
    );
    expect(found.access).toBe("widens");
  });

  it("counts a removed Deny as widening", () => {
    const [deny, allow] = [
      { Effect: "Deny", Action: "*", Resource: "*" },
      { Effect: "Allow", Action: "s3:x", Resource: "a" },
    ];
    for (const after of [policy(), null]) {
      const found = reviewOf({ "aws_iam_role_policy.other": [policy(deny), after] });
      expect(warningsOf(found)).toHaveProperty("deny-changed");
      expect(found.access).toBe("widens");
    }
    expect(warningsOf(reviewOf({ "aws_iam_role_policy.other": [policy(allow), null] }))).not.toHaveProperty(
      "deny-changed",
    );
  });

  it("names resources that are replaced by request, and a replaced function", () => {
    const [entry] = changes({
      "aws_lambda_function.authorizer": [{ function_name: "fleet" }, { function_name: "fleet" }, "replace"],
    });
    const asked = { ...entry, action_reason: "replace_by_request" };
    const map = changes({
      "terraform_data.access_map": [{ triggers_replace: { groups: {} } }, { triggers_replace: { groups: {} } }],
    });
    const found = reviewOf({}, { resource_changes: [...map, asked] });
    expect(Object.keys(warningsOf(found))).toEqual(["replaced-by-request", "function-replaced"]);
  });

  it("names resources whose tags change", () => {
    const tagged = (owner: string) => ({ tags_all: { "iot-auth:owner": owner } });
    const found = reviewOf({ "aws_iam_role.authorizer": [tagged("a"), tagged("b")] });
    expect(warningsOf(found)["tags-changed"]).toContain("of 1 resource: aws_iam_role.authorizer.");
  });
});
