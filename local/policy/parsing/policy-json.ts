import type { Problems } from "./malformed-policy";

/** A JSON object whose members have not been checked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Whether a value is an object and not an array.
 * @example
 * isObject({}); // true
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reports unknown members, and suggests the known member if only the case differs.
 * @example
 * refuseUnknownMembers({ effect: "Allow" }, ["Effect"], "Statement[0]", problems); // Statement[0].effect is not … Did
 * you mean "Effect"?
 */
export function refuseUnknownMembers(
  object: JsonObject,
  known: readonly string[],
  path: string,
  problems: Problems,
): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const meant = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
    const remedy = meant === undefined ? `Known are ${known.join(", ")}` : `Did you mean "${meant}"?`;
    problems.add(`${path}.${name}`, `is not a member of an AWS IoT policy. ${remedy}`);
  }
}

/**
 * Returns a string or an array of strings as an array. Undefined for any other value, and for an empty array.
 * @example
 * stringList("iot:Publish"); // ["iot:Publish"]
 */
export function stringList(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every((entry) => typeof entry === "string") ? (list as readonly string[]) : undefined;
}
