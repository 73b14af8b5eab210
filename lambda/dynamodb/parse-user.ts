import type { CompiledUser, TableUser } from "../contract";
import type { Item } from "./get-item";

/** ISO 8601 in UTC: `2027-01-31T00:00:00Z`. Seconds and their fractions are optional. */
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

/** Every attribute that an item may have. */
// Stryker disable BooleanLiteral: only the names are used; the type makes sure that none is missing.
const KNOWN: Readonly<Record<keyof Required<TableUser>, true>> = {
  name: true,
  group: true,
  secrets: true,
  expiresAt: true,
  disabled: true,
  retireFirstAt: true,
  rotatedAt: true,
  note: true,
  version: true,
};
// Stryker restore BooleanLiteral

/**
 * Returns the user in an item of the table, or `undefined` if the item is not a valid user. Items may be edited by
 * hand: an unreadable expiry must not mean that the user never expires, and the misspelt attribute `Disabled: true`
 * must not mean that the user is enabled. Known attributes that the handler does not need are not checked.
 * @see TableUser in `contract.ts`
 */
export function parseUser(item: Item): CompiledUser | undefined {
  if (!Object.keys(item).every((attribute) => Object.hasOwn(KNOWN, attribute))) return undefined;
  const g = item.group?.S;
  const s = secretsOf(item.secrets);
  const e = timeOf(item.expiresAt);
  const r = timeOf(item.retireFirstAt);
  const d = item.disabled === undefined ? false : item.disabled.BOOL;
  if (typeof g !== "string" || s === undefined || e === null || r === null || typeof d !== "boolean") return undefined;
  return {
    g,
    s,
    ...(e === undefined ? {} : { e }),
    ...(r === undefined || s.length < 2 ? {} : { r }),
    ...(d ? { d: 1 } : {}),
  };
}

/** Returns at most two secrets: every further one would be a slow check that any client can trigger. */
function secretsOf(value: Item[string] | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  const { L: list } = value;
  if (!Array.isArray(list) || list.length > 2) return undefined;
  const secrets = list.map((one: unknown) => (one as { S?: unknown } | null)?.S);
  return secrets.every((secret) => typeof secret === "string") ? secrets : undefined;
}

/**
 * Returns milliseconds since 1970-01-01 UTC; `undefined` if the attribute is missing, `null` if it is not a valid time.
 */
function timeOf(value: Item[string] | undefined): number | undefined | null {
  if (value === undefined) return undefined;
  const { S: text } = value;
  const time = typeof text === "string" && UTC_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
