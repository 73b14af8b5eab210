import type { MonitoringSettings } from "../../../config/schema";
import { storeRow } from "../../../config/store-kinds";
import { FUNCTION_ALARMS, REFUSAL_ALARM, STORE_ALARM } from "../../deployed-names";
import { allow, allowInRegion, type PartPermissions } from "../policy-document";
import { arnOf, globalArnOf, type PolicySubject } from "../policy-subject";
import { STORE_PERMISSIONS } from "../store-permissions";

/** Monitoring with all parts. */
const ALL: MonitoringSettings = { metrics: true, alarms: {}, dashboard: true, savedQueries: true };

/**
 * Permissions for the stack's monitoring: for the configured parts, or for all parts if monitoring was removed from the
 * configuration. Saved queries have no ARN, so the permissions cover those of the whole Region.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export function monitoringPermissions(subject: PolicySubject): PartPermissions {
  const { monitoring: configured } = subject.stack.settings;
  const monitoring: Partial<MonitoringSettings> = subject.formerParts.includes("monitoring")
    ? { ...ALL, ...(configured?.alarms ? { alarms: configured.alarms } : {}) }
    : (configured ?? {});
  const parts = [
    ...(monitoring.alarms ? [alarmPermissions(subject, monitoring)] : []),
    ...(monitoring.dashboard ? [dashboardPermissions(subject)] : []),
    ...(monitoring.savedQueries ? [queryPermissions(subject.stack.settings.region)] : []),
  ];
  return { read: parts.flatMap(({ read }) => read), write: parts.flatMap(({ write }) => write) };
}

function alarmPermissions(
  subject: PolicySubject,
  { alarms: settings, metrics }: Partial<MonitoringSettings>,
): PartPermissions {
  const names = [
    ...FUNCTION_ALARMS,
    ...(metrics ? [REFUSAL_ALARM] : []),
    ...(metrics && hasOrHadRemoteStore(subject) ? [STORE_ALARM] : []),
  ];
  const alarms = names.map((name) => arnOf(subject, "cloudwatch", `alarm:${subject.stack.stackName}-${name}`));
  const topics = settings?.topicArn ? [settings.topicArn] : [];
  return {
    read: [allow("ReadAlarms", ["cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"], alarms)],
    write: [
      allow("DeployAlarms", ["cloudwatch:DeleteAlarms", "cloudwatch:TagResource", "cloudwatch:UntagResource"], alarms),
      // Without the condition, an alarm could start any action that CloudWatch supports, such as a Lambda function or
      // an automation document.
      allow("LetAlarmsTellOnlyTheTopic", ["cloudwatch:PutMetricAlarm"], alarms, {
        "ForAllValues:StringEquals": { "cloudwatch:AlarmActions": topics },
      }),
    ],
  };
}

function hasOrHadRemoteStore({ stack, formerParts }: PolicySubject): boolean {
  const { deploy } = storeRow(stack.settings, STORE_PERMISSIONS);
  return (
    deploy !== undefined ||
    Object.values(STORE_PERMISSIONS).some((row) => row.deploy && formerParts.includes(row.deploy.part))
  );
}

function dashboardPermissions(subject: PolicySubject): PartPermissions {
  const { stackName, settings } = subject.stack;
  const dashboard = [globalArnOf(subject, "cloudwatch", `dashboard/${stackName}-${settings.region}`)];
  return {
    read: [allow("ReadDashboard", ["cloudwatch:GetDashboard"], dashboard)],
    write: [allow("DeployDashboard", ["cloudwatch:DeleteDashboards", "cloudwatch:PutDashboard"], dashboard)],
  };
}

function queryPermissions(region: string): PartPermissions {
  return {
    read: [allowInRegion("FindSavedQueries", ["logs:DescribeQueryDefinitions"], region)],
    write: [allowInRegion("SaveQueries", ["logs:DeleteQueryDefinition", "logs:PutQueryDefinition"], region)],
  };
}
