import { elementsOf, membersOf } from "../../../review/trusted/plan-json";
import { type RecordedPlan, recordedPlan, verdictOf } from "../recorded-plan";

type Plan = RecordedPlan["plan"];

type Check = Readonly<Record<string, unknown>>;

/**
 * Functions that give a plan of Terraform 1.11 the form of another version or program. The forms are taken from
 * published plans and from the sources that write them, which are named; these programs were not run here.
 */
const SHAPES = {
  /**
   * A plan of 1.5.3, `testdata/moved_block/plan.json` of hashicorp/terraform-json at 7b6d8db, has `timestamp`, and
   * neither `complete`, `applyable` nor `errored`. One of 1.5.0, `testdata/has_checks/plan.json` there at 614de2a, has
   * a note beside each check, and format 1.1; `internal/command/jsonchecks/checks.go` of hashicorp/terraform at 2072cd4
   * wrote it until then.
   */
  "Terraform 1.5": ({ complete, applyable, errored, checks, ...rest }: Plan): Plan => ({
    ...rest,
    format_version: "1.1",
    terraform_version: "1.5.0",
    checks: (checks as readonly Check[]).map((check) => ({ "//": "EXPERIMENTAL: see docs for details", ...check })),
  }),
  /**
   * OpenTofu has its own registry. Its `Plan`, in `internal/command/jsonplan/plan.go` of opentofu/opentofu at 6285184,
   * has `errored` and `timestamp`, and neither `complete` nor `applyable`; targeted plans look like others.
   */
  OpenTofu: ({ complete, applyable, ...rest }: Plan): Plan =>
    JSON.parse(
      JSON.stringify({ ...rest, terraform_version: "1.9.1" }).replaceAll(
        "registry.terraform.io",
        "registry.opentofu.org",
      ),
    ),
  /**
   * A plan of 1.13, `testdata/identity/plan.json` of hashicorp/terraform-json at 6bc20aa, has what identifies a
   * resource beside its values, before, after and in the state.
   */
  "Terraform 1.13": (plan: Plan): Plan => {
    const identified = (entry: Check): Check => ({ ...entry, identity: { id: "x" }, identity_schema_version: 1 });
    const resources = (of: unknown): Check => {
      const { root_module, ...rest } = membersOf(of);
      const { resources, ...others } = membersOf(root_module);
      return { ...rest, root_module: { ...others, resources: elementsOf(resources).map(membersOf).map(identified) } };
    };
    const prior = membersOf(plan.prior_state);
    return {
      ...plan,
      terraform_version: "1.13.0",
      planned_values: resources(plan.planned_values),
      ...(plan.prior_state ? { prior_state: { ...prior, values: resources(prior.values) } } : {}),
      resource_changes: (plan.resource_changes as readonly Check[]).map((entry) => ({
        ...entry,
        change: { ...membersOf(entry.change), before_identity: { id: "x" }, after_identity: { id: "x" } },
      })),
    };
  },
  /**
   * `action_invocations`, `deferred_changes` and `deferred_action_invocations` are in the type `plan` of
   * `internal/command/jsonplan/plan.go` of hashicorp/terraform at 0000ad5 since 1.14, each left out where it is empty;
   * here they are written out.
   */
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

  it("is reported as incomplete if it leaves out resources", () => {
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
    // The form is that of testdata/actions/plan.json in hashicorp/terraform-json at 4643c0f.
    [
      "actions that run beside resources",
      {
        action_invocations: [
          {
            address: "action.bufo_print.success",
            type: "bufo_print",
            name: "success",
            config_values: { name: "bufo-the-builder" },
            provider_name: "registry.terraform.io/austinvalle/bufo",
            invoke_action_trigger: {},
          },
        ],
      },
    ],
    ["changes that are put off", { deferred_changes: [{ reason: "provider_config_unknown", resource_change: {} }] }],
    ["actions that are put off", { deferred_action_invocations: [{ reason: "deferred_prereq" }] }],
    ["something that came later", { something_later: { of: "any kind" } }],
  ])("counts as widening: %s", (_, more) => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, ...more })));
    expect(access).toBe("widens");
    expect(text).toContain(`plan: ${Object.keys(more)[0]} is nothing that the review knows of`);
  });

  it("is refused if the format has another major version", () => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, format_version: "2.0" })));
    expect({ access, text }).toEqual({ access: "refused", text: expect.stringContaining("newer than this program") });
  });

  // The form is that of testdata/show-json/plan-error/output.json in hashicorp/terraform and opentofu/opentofu.
  it("reports a plan with errors as incomplete", () => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, errored: true })));
    expect([access, text]).toEqual(["widens", expect.stringContaining("error")]);
  });

  it("accepts no other comment in a check", () => {
    const noted = (check: Check) => ({ ...check, "//": "something else" });
    const { access } = verdictOf(
      shaped("updated", (plan) => ({ ...plan, checks: (plan.checks as readonly Check[]).map(noted) })),
    );
    expect(access).toBe("widens");
  });

  it("reports a plan with complete: false as incomplete", () => {
    const { access, text } = verdictOf(shaped("updated", (plan) => ({ ...plan, complete: false })));
    expect(access).toBe("widens");
    expect(text).toContain("The plan leaves out a part of the stack");
  });
});
