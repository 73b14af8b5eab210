/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The members of an object; none of anything else. */
export function membersOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The elements of a list; none of anything else. */
export function elementsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Whether two JSON values are the same; the order of an object's members does not matter.
 * @example sameJson({ a: 1, b: 2 }, { b: 2, a: 1 }) // true
 */
export function sameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((element, index) => sameJson(element, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && sameJson(one[name], other[name]))
  );
}

/**
 * Whether a value is one that a provider writes for an attribute that is not set: null, false, 0, or an empty value.
 */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || value === "" || value === false || value === 0) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Whether any part of a value is known only after the apply, by its entry in `after_unknown`. */
export function isUnknownAnywhere(unknown: unknown): boolean {
  if (typeof unknown !== "object" || unknown === null) return unknown !== undefined && unknown !== false;
  return Object.values(unknown).some(isUnknownAnywhere);
}
