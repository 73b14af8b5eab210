import { ADDRESS } from "../../infra/addresses";
import { METRICS } from "../../lambda/contract";
import { changesOfType, isDestroyed, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { list, say } from "../words/sentence";
import { alarmWarnings } from "./alarms-warnings";

/** Warns of monitoring that is removed. None if the function is destroyed too. */
export function monitoringWarnings(plan: Plan): Warning[] {
  if (isDestroyed(knownChange(plan, ADDRESS.function))) return [];
  return [...alarmWarnings(plan), ...metricsWarnings(plan), ...viewWarnings(plan)];
}

/**
 * The function's package emits the metrics, which a plan does not show: their alarm and their graph show whether they
 * are on.
 */
function metricsWarnings(plan: Plan): Warning[] {
  const alarms = changesOfType(plan, "aws_cloudwatch_metric_alarm");
  const ofOurs = alarms.filter(({ before }) => before?.namespace === METRICS.namespace);
  // One of the alarms is destroyed with the users table: the metrics stay if another alarm on them stays.
  const lostAlarm =
    ofOurs.length > 0 && ofOurs.every(isDestroyed) && alarms.some((alarm) => alarm.after && !isDestroyed(alarm));
  const { before, after } = knownChange(plan, ADDRESS.dashboard);
  const lostGraph = showsMetrics(before?.dashboard_body) && after !== undefined && !showsMetrics(after.dashboard_body);
  if (!lostAlarm && !lostGraph) return [];
  const sentence = say`The handler's own metrics are switched off: decisions are no longer counted, and a surge of refusals sets off no alarm.`;
  return [{ code: "metrics-off", sentence }];
}

function showsMetrics(dashboardBody: string | null | undefined): boolean {
  return dashboardBody?.includes(`"${METRICS.namespace}"`) === true;
}

function viewWarnings(plan: Plan): Warning[] {
  const queries = changesOfType(plan, "aws_cloudwatch_query_definition").flatMap((query) =>
    query.before && isDestroyed(query) ? [query.before.name ?? ""] : [],
  );
  const gone = [
    ...(isDestroyed(knownChange(plan, ADDRESS.dashboard)) ? [say`the dashboard`] : []),
    ...(queries.length > 0 ? [say`the saved queries ${list(queries)}`] : []),
  ];
  if (gone.length === 0) return [];
  return [{ code: "views-removed", sentence: say`Views of logins are removed: ${list(gone)}.` }];
}
