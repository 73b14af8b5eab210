import { type Difference, PROBLEM, pathOf } from "./difference";
import { evaluate, type Lookup, mayBeUnknown } from "./evaluate-reference";
import { isNothing, isObject, isUnknownAnywhere, type Json, membersOf, sameJson } from "./plan-json";

/** A value of a plan, and its place. */
export interface Planned {
  readonly part: string;
  readonly steps: readonly (string | number)[];
  readonly value: unknown;
  /** Its entry in `after_unknown`: `true` for a value that is known only after the apply. */
  readonly unknown: unknown;
}

/**
 * Compares an attribute's planned value with the synthesized value. Differences in the provider's notation are allowed:
 * a block is a list with additional empty members, a set has another order, a policy has its members in another order.
 */
export function compareValue(expected: unknown, planned: Planned, lookup: Lookup): Difference[] {
  const { part, steps, value, unknown } = planned;
  const at = (problem: string): Difference[] => [{ part, path: pathOf(steps), problem }];
  if (unknown === true) {
    if (value !== undefined && value !== null) return at(PROBLEM.contradicts);
    return mayBeUnknown(expected, lookup) ? [] : at(PROBLEM.unknown);
  }
  const isWhole = typeof expected !== "object" || expected === null;
  if (isWhole && isUnknownAnywhere(unknown)) return at(PROBLEM.contradicts);
  if (typeof expected === "string") return compareText(expected, planned, lookup);
  if (isObject(expected)) return compareMembers(expected, planned, lookup);
  if (!Array.isArray(expected)) return isSame(expected, value) ? [] : at(PROBLEM.other);
  if (!Array.isArray(value) || value.length !== expected.length) return at(PROBLEM.other);
  if (expected.every((element) => !isObject(element)))
    return isSameSet(expected, value, lookup) ? [] : at(PROBLEM.other);
  return expected.flatMap((element, index) =>
    compareValue(element, inside(planned, index, value[index], elementOf(unknown, index)), lookup),
  );
}

function compareText(expected: string, { part, steps, value }: Planned, lookup: Lookup): Difference[] {
  const evaluated = evaluate(expected, lookup);
  // Terraform computes the value from the synthesis's text, with which the configuration is compared.
  if (evaluated.is === "computed") return [];
  const isRight = evaluated.is === "known" && isSame(evaluated.value, value);
  return isRight ? [] : [{ part, path: pathOf(steps), problem: PROBLEM.other }];
}

/** Compares a block, which is a list of one object in a plan, or a map. */
function compareMembers(expected: Json, planned: Planned, lookup: Lookup): Difference[] {
  const isBlock = Array.isArray(planned.value) && planned.value.length === 1;
  const only = isBlock ? inside(planned, 0, (planned.value as unknown[])[0], elementOf(planned.unknown, 0)) : planned;
  const { part, steps, value, unknown } = only;
  if (!isObject(value)) return [{ part, path: pathOf(steps), problem: PROBLEM.other }];
  const unknowns = membersOf(unknown);
  const names = [...new Set([...Object.keys(expected), ...Object.keys(value), ...Object.keys(unknowns)])].sort();
  return names.flatMap((name) => {
    const member = inside(only, name, value[name], unknowns[name]);
    if (Object.hasOwn(expected, name)) return compareValue(expected[name], member, lookup);
    const isSet = isBlock ? !isNothing(value[name]) : Object.hasOwn(value, name);
    const isUnset = !isSet && unknowns[name] !== true;
    return isUnset ? [] : [{ part, path: pathOf([...steps, name]), problem: PROBLEM.added }];
  });
}

function inside(planned: Planned, step: string | number, value: unknown, unknown: unknown): Planned {
  return { part: planned.part, steps: [...planned.steps, step], value, unknown };
}

function elementOf(list: unknown, index: number): unknown {
  return Array.isArray(list) ? list[index] : undefined;
}

function isSameSet(expected: readonly unknown[], found: readonly unknown[], lookup: Lookup): boolean {
  const values = expected.map((element) => {
    const evaluated = typeof element === "string" ? evaluate(element, lookup) : undefined;
    return evaluated?.is === "known" ? evaluated.value : element;
  });
  const sorted = (list: readonly unknown[]) => list.map((element) => JSON.stringify(element)).sort();
  return sameJson(sorted(values), sorted(found));
}

function isSame(expected: unknown, found: unknown): boolean {
  // A map without members is planned as no value.
  if (found === null && isObject(expected)) return Object.keys(expected).length === 0;
  if (sameJson(expected, found)) return true;
  if (typeof expected !== "string" || typeof found !== "string") return false;
  const [one, other] = [asJson(expected), asJson(found)];
  if (one !== undefined && other !== undefined) return sameJson(normalized(one), normalized(other));
  // AWS keeps a key's text without the line break at its end.
  return expected.trimEnd() === found.trimEnd();
}

function asJson(text: string): unknown {
  if (!text.startsWith("{")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** To AWS, a list of one element is the same as the element. */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? normalized(value[0]) : value.map(normalized);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, normalized(member)]));
}
