import { configuration, reviewOf, warningsOf } from "../a-plan";

const POLICY = "aws_iam_role_policy.write_decision_log";
const ROLE = "aws_iam_role.authorizer";
const statement = (Action: string, Resource: string) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action, Resource }] });
const OURS = statement("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/lambda/fleet:*");
const TOO_MUCH = statement("s3:*", "*");
const MAY_MORE = { "function-may-more": "The function may do more than this project needs: s3:* on *." };
const trust = (service: string) =>
  JSON.stringify({ Statement: { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" } });
const role = (more: object = {}) => ({
  assume_role_policy: trust("lambda.amazonaws.com"),
  managed_policy_arns: [],
  ...more,
});

/** Returns a plan's `configuration` with a policy, for a plan whose changes do not have it before the apply. */
const configured = (policy: object) => {
  const { provider_config, root_module } = configuration({}) as {
    provider_config: object;
    root_module: { resources: object[] };
  };
  const resources = [...root_module.resources, { address: POLICY, expressions: { policy } }];
  return { configuration: { provider_config, root_module: { resources } } };
};

describe("functionRoleWarnings", () => {
  it("warns of a policy that allows more than writing the log and looking users up", () => {
    const found = reviewOf({ [POLICY]: [{ policy: OURS }, { policy: TOO_MUCH }] });
    expect(warningsOf(found)).toEqual(MAY_MORE);
    expect(found.access).toBe("widens");
  });

  it("warns of a second policy that allows more", () => {
    expect(warningsOf(reviewOf({ "aws_iam_role_policy.other": [null, { policy: TOO_MUCH }] }))).toMatchObject(MAY_MORE);
  });

  it("warns of a policy that is given to another role", () => {
    const found = (name: string, before: object | null) =>
      reviewOf({
        [POLICY]: [before, { policy: OURS, role: name }],
        [ROLE]: [role({ name: "fleet" }), role({ name: "fleet" })],
      });
    for (const before of [null, { policy: OURS, role: "fleet" }]) {
      expect(warningsOf(found("Admin", before))).toEqual({
        "policy-for-other-role":
          "What aws_iam_role_policy.write_decision_log allows is given to another role than the function's: Admin.",
      });
      expect(found("Admin", before).access).toBe("widens");
      expect(warningsOf(found("fleet", before))).toEqual({});
    }
  });

  it("reads a policy that is not known before the apply in the configuration", () => {
    const unknown = { [POLICY]: [null, { role: "fleet" }], [ROLE]: [null, role({ name: "fleet" })] } as const;
    const open = "$" + "{aws_cloudwatch_log_group.authorizer.arn}:*";
    const found = (policy: object) => warningsOf(reviewOf(unknown, configured(policy)));
    expect(found({ constant_value: statement("logs:PutLogEvents", open) })).toEqual({});
    expect(found({ constant_value: TOO_MUCH })).toEqual(MAY_MORE);
    expect(found({ references: ["var.policy"] })).toEqual({
      "function-may-more": `The function may do more than this project needs: what ${POLICY} says, which this review cannot read.`,
    });
  });

  it("does not warn of a policy that stays or is destroyed", () => {
    expect(warningsOf(reviewOf({ [POLICY]: [{ policy: TOO_MUCH }, { policy: TOO_MUCH }] }))).toEqual({});
    expect(warningsOf(reviewOf({ [POLICY]: [{ policy: TOO_MUCH }, null] }))).toEqual({});
  });

  it("warns of attached policies, and of others who may assume the role", () => {
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    const found = reviewOf({
      [ROLE]: [role(), role({ managed_policy_arns: [admin], assume_role_policy: trust("ec2.amazonaws.com") })],
    });
    expect(warningsOf(found)).toEqual({
      "function-may-more": `The function may do more than this project needs: what ${admin} allows.`,
      "function-role-open":
        "Principals other than AWS Lambda may assume the function's role from now on: see aws_iam_role.authorizer.",
    });
    expect(found.access).toBe("widens");
    expect(warningsOf(reviewOf({ [ROLE]: [null, role()] }))).toEqual({});
  });

  it("reads inline policies, which the provider also shows the stack's own in", () => {
    const inline = (policy: string) => role({ inline_policy: [{ name: "x", policy }] });
    for (const before of [role(), inline(OURS), null]) {
      const found = reviewOf({ [ROLE]: [before, inline(TOO_MUCH)] });
      expect(warningsOf(found)).toEqual(MAY_MORE);
      expect(found.access).toBe("widens");
    }
    expect(warningsOf(reviewOf({ [ROLE]: [role(), inline(OURS)] }))).toEqual({});
    expect(warningsOf(reviewOf({ [ROLE]: [inline(TOO_MUCH), { ...inline(TOO_MUCH), description: "x" }] }))).toEqual({});
    expect(warningsOf(reviewOf({ [ROLE]: [role(), inline("hunter2")] }))).toEqual({
      "function-may-more":
        "The function may do more than this project needs: what the inline policy x says, which this review cannot read.",
    });
  });

  it("warns of other settings of the role, but not of values that AWS fills in", () => {
    expect(warningsOf(reviewOf({ [ROLE]: [role(), role({ path: "/admins/", unheard_of: "x" })] }))).toEqual({
      "function-may-more": "The function may do more than this project needs: what the role's path, unheard_of allows.",
    });
    const filled = { path: "/", max_session_duration: 3600, force_detach_policies: false, name_prefix: "", tags: {} };
    expect(warningsOf(reviewOf({ [ROLE]: [null, role(filled)] }))).toEqual({});
  });

  it("warns of a permissions boundary that is removed or replaced, but not of a new one", () => {
    const bounded = (permissions_boundary: string | null) => role({ permissions_boundary });
    const found = (before: object, after: object) => reviewOf({ [ROLE]: [before, after] });
    expect(warningsOf(found(bounded("arn:a"), bounded(null)))).toEqual({
      "function-boundary-changed": "The function's role has no permissions boundary any more (before: arn:a).",
    });
    expect(warningsOf(found(bounded("arn:a"), bounded("arn:b")))).toEqual({
      "function-boundary-changed": "The function's role has another permissions boundary: arn:b (before: arn:a).",
    });
    expect(found(bounded("arn:a"), bounded("")).access).toBe("widens");
    expect(warningsOf(found(bounded(""), bounded("arn:a")))).toEqual({});
  });
});
