import { ADDRESS } from "../../infra/addresses";
import { type ChangeOfType, changesOfType, isDestroyed, knownChange } from "../plan/known-resources";
import type { Plan } from "../plan/plan-schema";
import type { Warning } from "../words/sentence";
import { list, type Sentence, say } from "../words/sentence";

type AlarmChange = ChangeOfType<"aws_cloudwatch_metric_alarm">;
type Alarm = NonNullable<AlarmChange["after"]>;

/**
 * Warns of alarms that are removed, send to other topics, or go off less often. None if the function is destroyed too.
 */
export function alarmWarnings(plan: Plan): Warning[] {
  if (isDestroyed(knownChange(plan, ADDRESS.function))) return [];
  const alarms = changesOfType(plan, "aws_cloudwatch_metric_alarm");
  return [...removed(alarms), ...redirected(alarms), ...alarms.flatMap(loosened)];
}

function removed(alarms: readonly AlarmChange[]): Warning[] {
  const gone = alarms.flatMap((alarm) => (alarm.before && isDestroyed(alarm) ? [nameOf(alarm.before)] : []));
  if (gone.length === 0) return [];
  const sentence = say`${alarmsCalled(gone)} removed: it no longer sends notifications.`;
  const plural = say`${alarmsCalled(gone)} removed: they no longer send notifications.`;
  return [{ code: "alarms-removed", sentence: gone.length === 1 ? sentence : plural }];
}

/** Alarms that no longer notify one of their topics. Alarms with the same topics before and after share one warning. */
function redirected(alarms: readonly AlarmChange[]): Warning[] {
  const byTopics = new Map<string, { was: readonly string[]; is: readonly string[]; names: string[] }>();
  for (const { before, after } of alarms) {
    if (!before || !after?.alarm_actions) continue;
    const [was, is] = [[...(before.alarm_actions ?? [])].sort(), [...after.alarm_actions].sort()];
    if (was.every((topic) => is.includes(topic))) continue;
    const key = JSON.stringify([was, is]);
    const found = byTopics.get(key) ?? { was, is, names: [] };
    byTopics.set(key, { ...found, names: [...found.names, nameOf(after)] });
  }
  return [...byTopics.values()].map(({ was, is, names }) => {
    const tells: Sentence = is.length === 0 ? ["no topic any more"] : say`${list(is)}`;
    const alarmOrAlarms: Sentence =
      names.length === 1 ? say`The alarm ${list(names)} notifies` : say`The alarms ${list(names)} notify`;
    return { code: "alarms-redirected", sentence: say`${alarmOrAlarms} ${tells} (before: ${list(was)}).` };
  });
}

/** Settings with which an alarm goes off less often if they are higher. */
const HIGHER_IS_LOOSER = ["threshold", "evaluation_periods", "datapoints_to_alarm"] as const;
/** Settings that define what an alarm watches. */
const WATCHED = [
  "metric_name",
  "namespace",
  "dimensions",
  "statistic",
  "extended_statistic",
  "period",
  "comparison_operator",
  "treat_missing_data",
] as const;

function loosened({ before, after }: AlarmChange): Warning[] {
  if (!before || !after) return [];
  const higher = HIGHER_IS_LOOSER.filter((setting) => (after[setting] ?? 0) > (before[setting] ?? 0));
  const others = WATCHED.filter((setting) => textOf(after[setting]) !== textOf(before[setting]));
  const changes = [
    ...(before.actions_enabled === true && after.actions_enabled === false ? [say`its actions are switched off`] : []),
    ...[...higher, ...others].map(
      (setting) => say`${[setting]} ${textOf(after[setting])} (before: ${textOf(before[setting])})`,
    ),
  ];
  if (changes.length === 0) return [];
  const sentence = say`The alarm ${nameOf(after)} may go off less often: ${list(changes)}.`;
  return [{ code: "alarm-loosened", sentence }];
}

/** A setting as text. The provider writes a setting that is not set as null, as empty text or as 0. */
function textOf(value: Alarm[keyof Alarm]): string {
  if (value === undefined || value === null || value === "" || value === 0) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function alarmsCalled(names: readonly string[]): Sentence {
  return names.length === 1 ? say`The alarm ${list(names)} is` : say`The alarms ${list(names)} are`;
}

function nameOf({ alarm_name }: Alarm): string {
  return alarm_name ?? "";
}
