import { standInSettings } from "../../../../cli/aws/aws-settings";
import { deviceApi } from "../../../../cli/certificates/device-api";
import { CERTIFICATE_CHECKS } from "../../../../cli/doctor/checks/certificate-checks";
import { policyFor, type Task } from "../../../../infra/permissions/tasks";
import { ACCOUNT, subjectWith } from "../helpers";

const DEVICES = { groups: { sensors: { clientIds: ["{thingName}"] } } };
const statementsOf = (settings: object, more: object = {}) =>
  policyFor(["deploy"], subjectWith(settings, more)).Statement;
const iot = (resource: string) => `arn:aws:iot:eu-central-1:${ACCOUNT}:${resource}`;

test("the deploy policy has statements for devices only if the stack has or had devices", () => {
  const sids = (more: object) => statementsOf({}, more).map(({ Sid }) => Sid);
  expect(sids({})).not.toContain("DeployDevices");
  expect(sids({ formerParts: ["certificates"] })).toContain("DeployDevices");
});

test("the deploy policy covers only this stack's IoT policies, templates and role, and passes the role only to AWS IoT with one policy", () => {
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

test("the deploy policy allows every action of the destroy step", () => {
  const { SWEEP_ACTIONS } = jest.requireActual<typeof import("../../../../infra/policy-sweep/sweep-client")>(
    "../../../../infra/policy-sweep/sweep-client",
  );
  const allowed = new Set(statementsOf(DEVICES).flatMap(({ Action }) => Action));
  expect(SWEEP_ACTIONS.filter((action) => !allowed.has(action))).toEqual([]);
});

test("the policies of the device commands and of doctor allow every action that these call", async () => {
  const asked = new Set<string>();
  const api = deviceApi(standInSettings("eu-central-1", "http://127.0.0.1:1"), (error, action) => {
    asked.add(action);
    return error;
  });
  const arn = iot(`cert/${"0".repeat(64)}`);
  const view = [
    ...[api.thing("a"), api.principals("a"), api.certificate("0".repeat(64))],
    ...[api.policies(arn), api.carriers("p", 1), api.things(arn)],
  ];
  await Promise.allSettled(view);
  const allowed = (task: Task) => policyFor([task], subjectWith(DEVICES)).Statement.flatMap(({ Action }) => Action);
  expect(asked.size).toBe(view.length);
  expect([...asked].filter((action) => !allowed("device-view").includes(action))).toEqual([]);
  await Promise.allSettled([api.revoke("0".repeat(64)), api.detach("a", arn)]);
  expect(asked.size).toBe(view.length + 2);
  expect([...asked].filter((action) => !allowed("device").includes(action))).toEqual([]);
  expect(allowed("device-view")).not.toContain("iot:UpdateCertificate");

  const ofDoctor = CERTIFICATE_CHECKS.flatMap(({ actions }) => actions);
  expect(ofDoctor.filter((action) => !allowed("doctor").includes(action))).toEqual([]);
  expect(allowed("doctor").filter((action) => /^iot:(Update|Detach|Delete|Create)/.test(action))).toEqual([]);
  expect(policyFor(["device"], subjectWith()).Statement).toEqual([]);
});
