import { aGroup, aMap, aTableMap, type BeforeAfter, mapValues, reviewOf, warningsOf } from "../a-plan";

const lambda = (source_code_hash: string) => ({ function_name: "fleet", source_code_hash });
const CHANGED: BeforeAfter = [lambda("old"), lambda("new")];
const GROUPS = { sensors: aGroup() };
const review = (change: BeforeAfter, before: object = {}, after: object = before) =>
  reviewOf({
    "aws_lambda_function.authorizer": change,
    "terraform_data.access_map": [
      { triggers_replace: aMap(GROUPS, before as never) },
      { triggers_replace: aMap(GROUPS, after as never) },
    ],
  });

describe("packageWarnings", () => {
  it("cannot rule out that somebody gets in where the package changes, and users and groups do not", () => {
    const found = review(CHANGED, { a: "sensors" });
    expect(warningsOf(found)).toEqual({
      "package-changed":
        "The function's package changes although users and groups stay: its code, its settings or a user's secrets. No plan shows which: look at the diff of lambda/ and of the users file.",
    });
    expect(found).toMatchObject({ access: "widens", packageChanges: true });
  });

  it("says nothing where users explain it, but tells that it changes", () => {
    const found = review(CHANGED, { a: "sensors", b: "sensors" }, { a: "sensors" });
    expect(warningsOf(found)).toEqual({});
    expect(found).toMatchObject({ access: "narrows", packageChanges: true });
  });

  it("says nothing where users move into a table, which is warned of by itself", () => {
    const found = reviewOf({
      "aws_lambda_function.authorizer": CHANGED,
      "terraform_data.access_map": [{ triggers_replace: aMap(GROUPS) }, mapValues(aTableMap(GROUPS))],
    });
    expect(Object.keys(warningsOf(found))).toEqual(["users-leave-plan"]);
  });

  it("says nothing of a package that stays, is new or goes", () => {
    for (const change of [
      [lambda("old"), { ...lambda("old"), timeout: 5 }],
      [null, lambda("new")],
      [lambda("old"), null],
    ] as const) {
      const found = review(change);
      expect(warningsOf(found)).not.toHaveProperty("package-changed");
      expect(found.packageChanges).toBe(false);
    }
  });
});
