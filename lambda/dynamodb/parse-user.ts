import type { CompiledUser, TableUser } from "../contract";
import type { Item } from "./get-item";

/** ISO 8601 in UTC: `2027-01-31T00:00:00Z`, seconds and fractions of them left to the writer. */
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

/** Every attribute that an item may have. */
// Stryker disable BooleanLiteral: only the names are looked at; the type sees to it that none is left out.
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
 * The user in an item of the table, or `undefined` if the item is not one that can be trusted: people may mend items by hand, and an
 * expiry that cannot be read must not mean that the user never expires, nor `Disabled: true` that it still works. What is in a known
 * attribute that the handler does not need is not looked at.
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

/** At most two: every further one would be another slow check that a stranger can ask for. */
function secretsOf(value: Item[string] | undefined): readonly string[] | undefined {
  if (value === undefined) return [];
  const { L: list } = value;
  if (!Array.isArray(list) || list.length > 2) return undefined;
  const secrets = list.map((one: unknown) => (one as { S?: unknown } | null)?.S);
  return secrets.every((secret) => typeof secret === "string") ? secrets : undefined;
}

/** Milliseconds since 1970-01-01 UTC; `undefined` if there is none, `null` if it cannot be read. */
function timeOf(value: Item[string] | undefined): number | undefined | null {
  if (value === undefined) return undefined;
  const { S: text } = value;
  const time = typeof text === "string" && UTC_TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
