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
  it("warns if the package changes and the access map does not", () => {
    const found = review(CHANGED, { a: "sensors" });
    expect(warningsOf(found)).toEqual({
      "package-changed":
        "The function's package changes although its code, users, secrets and groups stay: settings of the handler, such as metrics, or an apply before this one ended halfway.",
    });
    expect(found).toMatchObject({ access: "unchanged", packageChanges: true });
  });

  const withCode = (code: object, users: object = {}) => mapValues({ ...aMap(GROUPS, users as never), code } as never);
  const reviewCode = (before: object, after: object, users: object = {}) =>
    reviewOf({ "terraform_data.access_map": [withCode(before, { a: "sensors" }), withCode(after, users)] });

  it("counts changed code as widening, however many users change with it", () => {
    const found = reviewCode({ function: "aa", defaultAuthorizer: "dd" }, { function: "bb", defaultAuthorizer: "dd" });
    expect(warningsOf(found)).toEqual({
      "code-changed":
        "The function's code changes, digest bb (before: aa): it decides every login. Look at the diff of lambda/.",
    });
    expect(found.access).toBe("widens");
  });

  it("counts a changed program of the default authorizer's step as widening", () => {
    const found = reviewCode({ function: "aa", defaultAuthorizer: "dd" }, { function: "aa", defaultAuthorizer: "ee" });
    expect(warningsOf(found)["step-code-changed"]).toContain("digest ee (before: dd)");
    expect(found.access).toBe("widens");
  });

  it("reports code as changed if the state has no digest of it", () => {
    const before = mapValues({ ...aMap(GROUPS), code: undefined } as never);
    const found = reviewOf({ "terraform_data.access_map": [before, mapValues(aMap(GROUPS))] });
    expect(warningsOf(found)["code-changed"]).toContain("(before: none, so it is not known what it was)");
    expect(found.access).toBe("widens");
  });

  it("names users whose secrets change, as by a rotation, which widens nothing", () => {
    const user = (...secrets: string[]) => ({ group: "sensors", secrets });
    const found = review(CHANGED, { a: user("old"), b: user("same") }, { a: user("old", "new"), b: user("same") });
    expect(warningsOf(found)).toEqual({
      "secrets-changed": "The secrets of 1 user change: a. They can log in with the new secrets.",
    });
    expect(found.access).toBe("unchanged");
  });

  it("does not count a rotation or a removal among more than 200 users as widening", () => {
    const many = Object.fromEntries(
      Array.from({ length: 210 }, (_, i) => [`meter-${i}`, { group: "sensors", secrets: [`s${i}`] }]),
    );
    const rotated = review(CHANGED, many, { ...many, "meter-7": { group: "sensors", secrets: ["s7", "new"] } });
    expect(Object.keys(warningsOf(rotated))).toEqual(["secrets-changed"]);
    expect(rotated.access).toBe("unchanged");
    const { "meter-7": _, ...rest } = many;
    expect(review(CHANGED, many, rest).access).toBe("narrows");
  });

  it("does not warn if changed users explain the package's change, but reports the change", () => {
    const found = review(CHANGED, { a: "sensors", b: "sensors" }, { a: "sensors" });
    expect(warningsOf(found)).toEqual({});
    expect(found).toMatchObject({ access: "narrows", packageChanges: true });
  });

  it("does not warn if users move into a table, which has its own warning", () => {
    const found = reviewOf({
      "aws_lambda_function.authorizer": CHANGED,
      "terraform_data.access_map": [{ triggers_replace: aMap(GROUPS) }, mapValues(aTableMap(GROUPS))],
    });
    expect(Object.keys(warningsOf(found))).toEqual(["users-leave-plan"]);
  });

  it("does not warn of a package that stays, is new or is destroyed", () => {
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
