import { policyFor } from "../../../../infra/permissions/tasks";
import { ACCOUNT, subjectWith } from "../helpers";

const DEVICES = { groups: { sensors: { clientIds: ["{thingName}"] } } };
const statementsOf = (settings: object, more: object = {}) =>
  policyFor(["deploy"], subjectWith(settings, more)).Statement;
const iot = (resource: string) => `arn:aws:iot:eu-central-1:${ACCOUNT}:${resource}`;

test("a stack without devices needs nothing for them, unless it had some", () => {
  const sids = (more: object) => statementsOf({}, more).map(({ Sid }) => Sid);
  expect(sids({})).not.toContain("DeployDevices");
  expect(sids({ formerParts: ["certificates"] })).toContain("DeployDevices");
});

test("policies, templates and the role are this stack's alone, and the role goes to AWS IoT with one policy only", () => {
  const by = new Map(statementsOf(DEVICES).map((statement) => [statement.Sid, statement]));
  expect(by.get("DeployDevicePolicies")?.Resource).toEqual([iot("policy/fleet-*")]);
  expect(by.get("DeployProvisioning")?.Resource).toEqual([iot("provisioningtemplate/fleet-*")]);
  expect(by.get("DeployProvisioningRole")?.Resource).toEqual([`arn:aws:iam::${ACCOUNT}:role/fleet-jitp-eu-central-1`]);
  expect(by.get("GiveRoleItsRights")?.Condition).toEqual({
    ArnEquals: { "iam:PolicyARN": "arn:aws:iam::aws:policy/service-role/AWSIoTThingsRegistration" },
  });
  expect(by.get("GiveRoleToProvisioning")?.Condition).toEqual({
    StringEquals: { "iam:PassedToService": "iot.amazonaws.com" },
  });
  expect(by.get("RegisterDevices")?.Condition).toEqual({ StringEquals: { "aws:RequestedRegion": "eu-central-1" } });
});

test("all that the destroy step calls is allowed", () => {
  const { SWEEP_ACTIONS } = jest.requireActual<typeof import("../../../../infra/policy-sweep/sweep-client")>(
    "../../../../infra/policy-sweep/sweep-client",
  );
  const allowed = new Set(statementsOf(DEVICES).flatMap(({ Action }) => Action));
  expect(SWEEP_ACTIONS.filter((action) => !allowed.has(action))).toEqual([]);
});
