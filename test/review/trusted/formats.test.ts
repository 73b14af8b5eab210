import { type RecordedPlan, recordedPlan, verdictOf } from "../recorded-plan";

type Plan = RecordedPlan["plan"];

/**
 * Shapes a plan that Terraform 1.11 made like one of another version or program. What each writes is from its documentation and the notes of
 * its releases, not from a run of it.
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 * @see https://opentofu.org/docs/internals/json-format/
 */
const SHAPES = {
  /** Terraform 1.5: no `complete` and `applyable`, which came with 1.8. */
  "Terraform 1.5": ({ complete, applyable, ...rest }: Plan): Plan => ({ ...rest, terraform_version: "1.5.7" }),
  /** OpenTofu has its own registry, and says nothing of `complete` and `applyable` either. */
  OpenTofu: ({ complete, applyable, ...rest }: Plan): Plan =>
    JSON.parse(
      JSON.stringify({ ...rest, terraform_version: "1.9.1" }).replaceAll(
        "registry.terraform.io",
        "registry.opentofu.org",
      ),
    ),
  /** Terraform 1.14 invokes actions, and may defer changes; both are written where there are some, here as empty lists. */
  "Terraform 1.14": (plan: Plan): Plan => ({
    ...plan,
    terraform_version: "1.14.0",
    action_invocations: [],
    deferred_changes: [],
    deferred_action_invocations: [],
    resource_drift: [],
  }),
  "a later minor version of the format": (plan: Plan): Plan => ({ ...plan, format_version: "1.9" }),
};

const shaped = (name: "first" | "updated", shape: (plan: Plan) => Plan): RecordedPlan => {
  const { plan, synthesis } = recordedPlan(name);
  return { plan: shape(plan), synthesis };
};

describe.each(Object.entries(SHAPES))("A plan as %s writes it", (_, shape) => {
  it.each(["first", "updated"] as const)("gets the verdict of Terraform 1.11's: %s", (name) => {
    expect(verdictOf(shaped(name, shape))).toEqual(verdictOf(recordedPlan(name)));
  });

  it("is found to be of a part by what it leaves out", () => {
    const { plan, synthesis } = shaped("updated", shape);
    const isKept = ({ address }: { address: string }) => !address.startsWith("aws_iot_authorizer");
    const { access, text } = verdictOf({
      plan: { ...plan, resource_changes: (plan.resource_changes as { address: string }[]).filter(isKept) },
      synthesis,
    });
    expect(access).toBe("widens");
    expect(text).toContain("aws_iot_authorizer.authorizer is left out of the plan");
  });
});

describe("What newer plans have, and no stack made here", () => {
  it.each([
    ["actions that run beside resources", { action_invocations: [{ address: "action.aws_lambda_invoke.x" }] }],
    ["changes that are put off", { deferred_changes: [{ reason: "provider_config_unknown", resource_change: {} }] }],
    ["actions that are put off", { deferred_action_invocations: [{ reason: "deferred_prereq" }] }],
    ["something that came later", { something_later: { of: "any kind" } }],
  ])("counts as widening: %s", (_, more) => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, ...more })));
    expect(access).toBe("widens");
    expect(text).toContain(`plan: ${Object.keys(more)[0]} is nothing that the review knows of`);
  });

  it("is refused where the format has another major version", () => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, format_version: "2.0" })));
    expect({ access, text }).toEqual({ access: "refused", text: expect.stringContaining("newer than this program") });
  });

  it("says of a plan that is not complete that it shows a part only", () => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, complete: false })));
    expect(access).toBe("widens");
    expect(text).toContain("The plan leaves out a part of the stack");
  });
});
