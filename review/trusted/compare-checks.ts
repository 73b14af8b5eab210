import { type Difference, PROBLEM, pathOf } from "./difference";
import { elementsOf, isObject, type Json, membersOf, sameJson } from "./plan-json";
import { othersThan } from "./planned";
import type { Synthesis } from "./synthesis";

/** Comment that Terraform until 1.5 wrote into each check. */
const NOTE = "EXPERIMENTAL: see docs for details";
/** Statuses of a check: failed checks have their own warning. */
const STATUSES = ["pass", "unknown", "fail", "error"];

/**
 * Compares the conditions that a plan checked with the synthesis: its check blocks, and its resources with conditions.
 * @see https://developer.hashicorp.com/terraform/internals/json-format#checks-representation
 */
export function compareChecks(found: unknown, synthesis: Synthesis): Difference[] {
  const expected = expectedChecks(synthesis);
  const names = elementsOf(found).map((check) => displayed(membersOf(check)));
  return [
    ...[...expected.keys()]
      .filter((name) => !names.includes(name))
      .map((part) => ({ part, path: "", problem: "is not checked by the plan" })),
    ...elementsOf(found).flatMap((check, index) => {
      const name = names[index] ?? "";
      const address = names.indexOf(name) === index ? expected.get(name) : undefined;
      if (address === undefined) return [{ part: "checks", path: pathOf([index]), problem: PROBLEM.added }];
      return compareCheck(name, address, membersOf(check));
    }),
  ];
}

function expectedChecks({ checks, resources }: Synthesis): ReadonlyMap<string, Json> {
  const conditions = [...resources.values()].filter(({ hasConditions }) => hasConditions);
  return new Map<string, Json>([
    ...checks.map((name) => [`check.${name}`, { kind: "check", name, to_display: `check.${name}` }] as const),
    ...conditions.map(({ address, mode, type, name }) => {
      return [address, { kind: "resource", mode, type, name, to_display: address }] as const;
    }),
  ]);
}

function displayed({ address }: Json): string {
  return String(membersOf(address).to_display);
}

function compareCheck(part: string, address: Json, check: Json): Difference[] {
  const instances = elementsOf(check.instances).map(membersOf);
  const statuses = instances.map(({ status }) => status);
  const worst = ["error", "fail", "unknown", "pass"].find((status) => statuses.includes(status)) ?? "unknown";
  return [
    ...othersThan(part, check, ["address", "status", "instances", ...(check["//"] === NOTE ? ["//"] : [])]),
    ...(sameJson(check.address, address) ? [] : [{ part, path: "address", problem: PROBLEM.contradicts }]),
    ...(check.status === worst ? [] : [{ part, path: "status", problem: PROBLEM.contradicts }]),
    ...instances.flatMap((instance, index) => compareInstance(part, index, instance)),
    // A resource that does not exist is not checked, so there may be no instance.
    ...(instances.length > 1 ? [{ part, path: "instances", problem: PROBLEM.other }] : []),
  ];
}

function compareInstance(part: string, index: number, { address, status, problems, ...others }: Json): Difference[] {
  const isRight =
    sameJson(address, { to_display: part }) &&
    STATUSES.includes(String(status)) &&
    Object.keys(others).length === 0 &&
    (problems === undefined || elementsOf(problems).every(isObject));
  return isRight ? [] : [{ part, path: pathOf(["instances", index]), problem: PROBLEM.strange }];
}
