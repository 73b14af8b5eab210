import type { Part } from "../../../../infra/permissions/policy-subject";
import { monitoringPermissions } from "../../../../infra/permissions/resources/monitoring-permissions";
import { subjectWith } from "../helpers";

const TABLE = { store: { type: "dynamodb" } };
const METRICS = { monitoring: { metrics: true, alarms: {} } };
const STORE_ALARM = "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:fleet-store";

describe("the permission to deploy alarms", () => {
  it.each<[string, object, Part[], boolean]>([
    ["with a users table and metrics", { ...TABLE, ...METRICS }, [], true],
    ["without a users table", METRICS, [], false],
    ["without metrics", { ...TABLE, monitoring: { alarms: {} } }, [], false],
    ["of a stack that had a users table", METRICS, ["users-table"], true],
    ["of a stack with a users table that had monitoring", TABLE, ["monitoring"], true],
  ])("%s includes the store alarm exactly if the stack has or had one (case %#)", (_, settings, formerParts, there) => {
    const { read, write } = monitoringPermissions(subjectWith(settings, { formerParts }));
    for (const sid of ["ReadAlarms", "DeployAlarms", "LetAlarmsTellOnlyTheTopic"]) {
      const statement = [...read, ...write].find(({ Sid }) => Sid === sid);
      expect([sid, statement?.Resource.includes(STORE_ALARM)]).toEqual([sid, there]);
    }
  });
});
