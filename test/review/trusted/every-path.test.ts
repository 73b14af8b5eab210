import fc from "fast-check";
import { isUnknownAnywhere } from "../../../review/trusted/plan-json";
import { isTold, recordedPlan, verdictOf } from "../recorded-plan";

/** Paths whose change a review need not report, each with the reason. */
const SAYS_NOTHING: readonly (readonly [path: RegExp, reason: string])[] = [
  [/^timestamp$/, "when the plan was made"],
  [/^terraform_version$|^prior_state\.(terraform|format)_version$/, "which Terraform printed it"],
  [/^format_version$/, "minor versions only add members, and members that are not known are refused"],
  [/^applyable$/, "whether Terraform thinks that there is something to apply"],
  [/^relevant_attributes/, "what Terraform thinks explains drift, for its own messages"],
  [/_sensitive\b|sensitive_values\b|\.sensitive$/, "what Terraform hides when it prints; a review prints none of it"],
  [/^prior_state\..*\.(depends_on|type)\b/, "notes of Terraform's state about order and types"],
  [/schema_version$/, "the provider's number for the shape of its own attributes, which are compared"],
  [/^prior_state\.values\.root_module\.resources\.\d+\.(mode|type|name|index|provider_name)$/, "the address says it"],
  [/^planned_values\.outputs\.\w+\.type/, "the type of a value that is compared"],
  [/^prior_state\.values\.outputs\./, "what Terraform makes of outputs while it plans; they are texts for people"],
  [/\.references(\.|$)/, "what Terraform found in the text of an expression, which is compared letter by letter"],
  [
    /^(complete|errored)$/,
    "where it is left out: older Terraform and OpenTofu do; what a plan leaves out shows by itself",
  ],
  [/^variables\.observed_default_authorizer\.value$/, "what the default authorizer is now, says whoever plans"],
  [
    /^prior_state\.values\.root_module\.resources\.0\.values(\.(arn|id|user_id))?$/,
    "who plans; only the account is used",
  ],
];

type Path = readonly (string | number)[];

/** Alarms that are left out, since they are like the alarm `errors`. */
const ALIKE = ["duration", "refusals", "throttles"].map((name) => `aws_cloudwatch_metric_alarm.${name}`);

/** Returns the paths of all values inside a JSON value, containers included. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (ALIKE.includes((value as { address?: string } | null)?.address ?? "")) return [];
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, member]) =>
          pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]),
        )
      : [];
  return path.length === 0 ? below : [path, ...below];
}

/** Returns changes of a value: another value, no value, or one more element. */
function mutationsOf(value: unknown): readonly (readonly [name: string, value: unknown])[] {
  if (Array.isArray(value)) return [["one more element", [...value, value[0] ?? "added"]]];
  if (typeof value === "object" && value !== null) return [["one more member", { ...value, added: "added" }]];
  if (typeof value === "boolean") return [["the opposite", !value]];
  if (typeof value === "number") return [["another number", value + 1]];
  return [["another text", value === null ? "added" : `${value}x`]];
}

/**
 * Returns a plan with another value at a path, or without one. Containers on the path are copied, everything else is
 * shared.
 */
function changedAt(of: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(of)) {
    return rest.length === 0 && value === undefined
      ? of.toSpliced(Number(step), 1)
      : of.with(Number(step), changedAt(of[Number(step)], rest, value));
  }
  const { [step]: old, ...others } = of as Record<string, unknown>;
  return rest.length === 0 && value === undefined ? others : { ...(of as object), [step]: changedAt(old, rest, value) };
}

describe("Any change of one place in a plan that lets nobody in", () => {
  const recorded = recordedPlan("updated");
  const unchanged = verdictOf(recorded);
  const changed = (path: Path, value: unknown) => ({
    ...recorded,
    plan: changedAt(recorded.plan, path, value) as typeof recorded.plan,
  });
  const at = (path: Path) => path.reduce<unknown>((of, step) => (of as Record<string, unknown>)[step], recorded.plan);
  const isEmptyWithout = (path: Path) =>
    path.join(".") === "prior_state.values.outputs" || JSON.stringify(at(path)) === '{"constant_value":{}}';
  const paths = pathsOf(recorded.plan).filter((path) => !SAYS_NOTHING.some(([known]) => known.test(path.join("."))));

  it("starts from a plan that changes settings, but no access", () => {
    expect(unchanged.access).toBe("unchanged");
    expect(unchanged.text).toContain("Resources: 2 to change.");
  });

  it("is reported by the review or counts as widening, at every path", () => {
    const passed: string[] = [];
    let tried = 0;
    paths.forEach((path, index) => {
      const mutations = [...mutationsOf(at(path)), ["nothing", undefined] as const];
      // One change at each path, and another at the next, similar path: trying all of them would take a minute.
      const [how, mutation] = mutations[index % mutations.length] as (typeof mutations)[number];
      tried++;
      if (!isTold(changed(path, mutation), unchanged.text)) passed.push(`${path.join(".")}: ${how}`);
    });
    expect(verdictOf(recorded)).toEqual(unchanged);
    expect(passed).toEqual([]);
    expect(tried).toBeGreaterThan(1000);
  });

  it("is reported or counts as widening for any JSON in place of any value", () => {
    const { length } = paths;
    fc.assert(
      fc.property(fc.nat({ max: length - 1 }), fc.jsonValue({ maxDepth: 2 }), (index, value) => {
        const path = paths[index] as Path;
        fc.pre(JSON.stringify(at(path)) !== JSON.stringify(value));
        // An empty expression, and outputs that are empty, mean the same as none.
        fc.pre(JSON.stringify(value) !== "{}" || !isEmptyWithout(path));
        // A value of after_unknown without any `true` means that nothing is unknown.
        fc.pre(!path.includes("after_unknown") || isUnknownAnywhere([at(path), value]));
        return isTold(changed(path, value), unchanged.text);
      }),
      { numRuns: 300 },
    );
  });

  it("needs every reason that it is not said for", () => {
    const all = pathsOf(recorded.plan).map((path) => path.join("."));
    expect(SAYS_NOTHING.filter(([known]) => !all.some((path) => known.test(path)))).toEqual([]);
  });
});
