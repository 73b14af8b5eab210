import {
  dividePolicy,
  MANAGED_POLICY_CHARACTERS,
  policyCharacters,
  ROLE_POLICY_CHARACTERS,
} from "../../../infra/permissions/policy-document";
import { PARTS } from "../../../infra/permissions/policy-subject";
import { policyFor, TASKS } from "../../../infra/permissions/tasks";
import { subjectWith } from "./helpers";

const EVERYTHING = {
  authorizer: { setAsDefault: true, takeOver: true },
  monitoring: { metrics: true, alarms: {}, dashboard: true, savedQueries: true },
  backend: { type: "s3", bucket: "states", kmsKeyId: "alias/terraform" },
  store: { type: "dynamodb" },
};

describe("policies", () => {
  it.each(TASKS)("for %s have a distinct name for every statement, and no empty list", (task) => {
    const { Statement } = policyFor([task], subjectWith(EVERYTHING));

    expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
    for (const { Sid, Action, Resource } of Statement) {
      expect(Sid).toMatch(/^[A-Za-z]+$/);
      expect(Action.length).toBeGreaterThan(0);
      expect(Resource.length).toBeGreaterThan(0);
    }
  });

  it("for any two tasks have a distinct name for every statement, as IAM requires", () => {
    const pairs = TASKS.flatMap((one) => TASKS.map((other) => [one, other] as const));
    const doubled = pairs.filter((pair) => {
      const sids = policyFor(pair, subjectWith(EVERYTHING)).Statement.map(({ Sid }) => Sid);
      return new Set(sids).size < sids.length;
    });
    expect(doubled).toEqual([]);
  });

  it("for all tasks can be divided into managed policies, without losing or repeating a statement", () => {
    const groups = { sensors: { clientIds: ["{thingName}"] } };
    const whole = policyFor(["deploy", "doctor", "device"], subjectWith({ ...EVERYTHING, groups }));
    const parts = dividePolicy(whole);
    expect(policyCharacters(whole)).toBeGreaterThan(ROLE_POLICY_CHARACTERS);
    expect(parts.flatMap(({ Statement }) => Statement)).toEqual(whole.Statement);
    expect(parts.filter((part) => policyCharacters(part) > MANAGED_POLICY_CHARACTERS)).toEqual([]);
  });

  it("for plans without a lock allow only reading", () => {
    const actions = policyFor(["plan"], subjectWith(EVERYTHING, { withoutLock: true })).Statement.flatMap(
      ({ Action }) => Action,
    );
    expect(actions).toContain("s3:GetObject");
    expect(actions.filter((action) => !/:(Get|List|Describe|Decrypt)/.test(action))).toEqual([]);
  });

  it("as a boundary allow the function only its log and its users", () => {
    const { Statement } = policyFor(["boundary"], subjectWith(EVERYTHING));
    expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        ["arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/fleet:*"],
      ],
      [["dynamodb:GetItem"], ["arn:aws:dynamodb:eu-central-1:123456789012:table/fleet-users"]],
    ]);
  });

  it("allow creating a role and its policies only with the configured boundary", () => {
    const boundary = "arn:aws:iam::123456789012:policy/bound";
    const { Statement } = policyFor(["deploy"], subjectWith({ function: { permissionsBoundaryArn: boundary } }));
    const bounded = Statement.find(({ Sid }) => Sid === "DeployRole");
    expect(bounded?.Condition).toEqual({ StringEquals: { "iam:PermissionsBoundary": boundary } });
    expect(bounded?.Action).toEqual([
      "iam:CreateRole",
      "iam:DeleteRolePolicy",
      "iam:PutRolePermissionsBoundary",
      "iam:PutRolePolicy",
    ]);
    // These actions have no condition key for the boundary.
    const kept = Statement.find(({ Action }) => Action.includes("iam:UpdateAssumeRolePolicy"));
    expect(kept?.Condition).toBeUndefined();
    expect(kept?.Action).toEqual(expect.arrayContaining(["iam:DeleteRole", "iam:UpdateRoleDescription"]));
    expect(Statement.flatMap(({ Action }) => Action)).not.toContain("iam:DeleteRolePermissionsBoundary");
  });

  it("for several tasks contain a shared statement once", () => {
    const { Statement } = policyFor(["doctor", "login", "doctor"], subjectWith());
    expect(Statement.filter(({ Sid }) => Sid === "TestLogins")).toHaveLength(1);
  });

  it("name only resources of this stack, and * only for actions without resource types, in this Region", () => {
    const { Statement } = policyFor(TASKS, subjectWith({ ...EVERYTHING, authorizer: { setAsDefault: true } }));

    for (const { Action, Resource, Condition } of Statement) {
      for (const resource of Resource) {
        if (resource === "*") {
          expect(Condition).toEqual({ StringEquals: { "aws:RequestedRegion": "eu-central-1" } });
          expect(Action.every((action) => UNTIED.has(action))).toBe(true);
        } else if (resource.endsWith(":authorizer/*")) {
          expect(Action).toEqual(["iot:ListTagsForResource"]);
        } else {
          expect(resource).toMatch(/[:/](fleet|states)(-|\/|:|\.|$)|:key\/\*$/);
        }
      }
    }
  });

  it.each([
    ["a plain stack with the longest name", {}, MANAGED_POLICY_CHARACTERS],
    ["every setting for users, with the longest name", EVERYTHING, ROLE_POLICY_CHARACTERS],
    ["a plain stack with devices", { groups: { sensors: { clientIds: ["{thingName}"] } } }, ROLE_POLICY_CHARACTERS],
  ])("to deploy %s are no longer than AWS allows", (_, settings, limit) => {
    const subject = subjectWith(
      { ...settings, name: "n".repeat(32) },
      settings === EVERYTHING ? { formerParts: PARTS.filter((part) => part !== "certificates") } : {},
    );
    expect(policyCharacters(policyFor(["deploy"], subject))).toBeLessThanOrEqual(limit);
  });

  it("use the partition of the Region", () => {
    const text = JSON.stringify(policyFor(["deploy"], subjectWith({ ...EVERYTHING, region: "us-gov-west-1" })));
    expect(text).not.toContain("arn:aws:");
    expect(text).toContain("arn:aws-us-gov:iam::123456789012:role/fleet-us-gov-west-1");
  });
});

/** Actions without a resource type in the Service Authorization Reference. */
const UNTIED = new Set([
  "cloudwatch:GetMetricData",
  "iot:ClearDefaultAuthorizer",
  "iot:DescribeDefaultAuthorizer",
  "iot:DescribeEndpoint",
  "logs:DeleteQueryDefinition",
  "logs:DescribeLogGroups",
  "logs:DescribeQueryDefinitions",
  "logs:PutQueryDefinition",
]);
