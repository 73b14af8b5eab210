import { ConfigurationError } from "../../config/problem";

/** What to do about a time that cannot be parsed, as a sentence. */
export const WHEN_REMEDY = "Write it like 2027-01-31, 2027-01-31T12:00:00Z or 30d (m for minutes, h, d, w).";

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: HOUR, d: 24 * HOUR, w: 7 * 24 * HOUR };

/**
 * Parses a time in the future: a date (its beginning in UTC), a time in UTC, or a duration in minutes, hours, days or weeks.
 * @param path Name of the option or field, for messages: `--expires`
 * @returns ISO 8601 in UTC, whole seconds
 * @throws {ConfigurationError} if it is none of these, or not in the future
 * @example parseWhen("30d", "--expires", new Date("2027-01-01T00:00:00Z")) // "2027-01-31T00:00:00Z"
 */
export function parseWhen(text: string, path: string, now: Date): string {
  const moment = parseMoment(text, now);
  if (moment !== undefined && Date.parse(moment) > now.getTime()) return moment;
  const must = moment === undefined ? "be a date, a time in UTC or a duration" : "lie in the future";
  throw new ConfigurationError([{ path, must, got: text, remedy: WHEN_REMEDY }]);
}

/** Like {@link parseWhen}, but accepts times in the past, and returns `undefined` for text that cannot be parsed. */
export function parseMoment(text: string, now: Date): string | undefined {
  const time = parseDuration(text, now) ?? parseTime(text);
  return time === undefined ? undefined : isoSeconds(new Date(time));
}

/** Formats a time as ISO 8601 in UTC, without milliseconds. */
export function isoSeconds(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, "Z");
}

function parseDuration(text: string, now: Date): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  return amount === undefined ? undefined : now.getTime() + Number(amount) * (UNITS[unit] ?? 0);
}

function parseTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2})?)Z)?$/.exec(text);
  if (!match) return undefined;
  const [, date = "", time = "00:00"] = match;
  const parsed = new Date(`${date}T${time}Z`);
  // Date accepts 2027-02-31 as 3 March.
  return !Number.isNaN(parsed.getTime()) && isoSeconds(parsed).startsWith(date) ? parsed.getTime() : undefined;
}
