import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { Described, type Problem } from "../../../config/problem";
import { didYouMean } from "../../../config/text";
import type { TableUser } from "../../../lambda/contract";
import { checkUsers } from "../check-users";
import type { User } from "../users-schema";

/** An item of a users table, in the form of DynamoDB's API. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Attributes of an item, with DynamoDB's type of each. */
export const ATTRIBUTES = {
  name: "S",
  group: "S",
  secrets: "L",
  expiresAt: "S",
  disabled: "BOOL",
  retireFirstAt: "S",
  rotatedAt: "S",
  note: "S",
  version: "N",
} as const satisfies Readonly<Record<keyof Required<TableUser>, string>>;

/** Names of DynamoDB's types in its console. */
const TYPE_NAMES: Readonly<Record<string, string>> = { S: "String", L: "List", BOOL: "Boolean", N: "Number" };

/** An item's user, or every problem found in the item. */
export type ItemCheck =
  | { readonly ok: true; readonly user: User; readonly version: number }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Returns a user's item. @param version Number of changes of the item, including this one */
export function toItem(user: User, version: number): Item {
  const { secrets, disabled, ...fields } = user;
  const item: TableUser = {
    ...fields,
    ...(secrets.length > 0 ? { secrets } : {}),
    ...(disabled ? { disabled } : {}),
    version,
  };
  const given = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, toAttribute(value)]));
}

/**
 * Reads a user from an item. The item is checked like a user of a users file, because people may write items by hand.
 * @param label Name of the table in messages
 */
export function fromItem({ version = { N: "0" }, ...item }: Item, label: string): ItemCheck {
  const place = `${label}: ${nameOf(item)}`;
  const mistyped = [...Object.entries(item), ["version", version] as const].flatMap(([attribute, value]) =>
    typeProblems(place, attribute, value),
  );
  if (mistyped.length > 0) return { ok: false, problems: mistyped };
  const count = Number(version.N);
  const problems: Problem[] = [];
  if (!Number.isSafeInteger(count) || count < 0) {
    const remedy = "It counts changes; remove the attribute to start again.";
    problems.push({ path: `${place}.version`, must: "be a whole number from 0", got: count, remedy });
  }
  const user = Object.fromEntries(Object.entries(item).map(([attribute, value]) => [attribute, fromAttribute(value)]));
  const check = checkUsers({ users: [user] });
  if (check.ok && problems.length === 0) return { ok: true, user: check.file.users[0] as User, version: count };
  const found = check.ok ? [] : check.problems;
  return {
    ok: false,
    problems: [
      ...found.map((problem) => ({ ...problem, path: problem.path.replace("users[0]", () => place) })),
      ...problems,
    ],
  };
}

/** Returns the name of an item in messages: its key, which may be any text, even a hash in the wrong field. */
export function nameOf({ name }: Item): string {
  const text = name?.S ?? "";
  if (text.includes("$")) return `a name of ${text.length} characters (not shown)`;
  return /^[\w.:@-]{1,128}$/.test(text) ? text : JSON.stringify(text.slice(0, 128));
}

function typeProblems(place: string, attribute: string, value: AttributeValue): Problem[] {
  const path = `${place}.${attribute}`;
  const got = Object.keys(value)[0] ?? "";
  const wanted = (ATTRIBUTES as Readonly<Record<string, string>>)[attribute];
  if (wanted === undefined) {
    const known = Object.keys(ATTRIBUTES);
    return [{ path, must: "be a known attribute", got: attribute, remedy: didYouMean(attribute, known) }];
  }
  if (got === wanted) return [];
  const remedy = "Change its type in DynamoDB's console.";
  return [{ path, must: `be of the type ${TYPE_NAMES[wanted]} (${wanted})`, got: new Described(got), remedy }];
}

function toAttribute(value: string | number | boolean | readonly string[]): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  return typeof value === "boolean" ? { BOOL: value } : { L: value.map((text) => ({ S: text })) };
}

/**
 * Converts an attribute's value. List elements that are not strings are kept as they are, for `checkUsers` to report.
 */
function fromAttribute({ S, BOOL, L }: AttributeValue): unknown {
  return L?.map((element) => element.S ?? element) ?? S ?? BOOL;
}
