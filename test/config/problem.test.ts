import { ConfigurationError, Described, describeProblem, hide, writePath } from "../../config/problem";

const shown = (got: unknown): string => {
  const text = describeProblem({ path: "p", must: "m", got, remedy: "R." });
  return text.slice("`p` must m, got: ".length, -". R.".length);
};

describe("describeProblem", () => {
  it("names the setting, the rule, the given value and what to do", () => {
    expect(describeProblem({ path: "name", must: "be lower case", got: "A", remedy: "Write it in lower case." })).toBe(
      '`name` must be lower case, got: "A". Write it in lower case.',
    );
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  it.each([
    [undefined, "nothing"],
    [null, "null"],
    ["", '""'],
    [0, "0"],
    [Number.NaN, "NaN"],
    [10n, "10"],
    [{ a: [1] }, '{"a":[1]}'],
    [() => 1, "a function"],
    [Symbol("s"), "a symbol"],
    [circular, "an object"],
    [{ n: 10n }, "an object"],
    [new Described("11 documents"), "11 documents"],
  ])("can show any value: %p", (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  it("shortens a long value and says how long it is", () => {
    expect(shown("x".repeat(100))).toBe(`"${"x".repeat(79)}… (102 characters)`);
  });
});

describe("hide", () => {
  it.each([
    ["hush", "4 characters (not shown)"],
    [["hush", "hush"], "a list of 2 (not shown)"],
    [{ hush: 1 }, "an object (not shown)"],
    [4711, "a number (not shown)"],
    [null, "null (not shown)"],
    [undefined, "nothing"],
  ])("shows only the type and length of %j", (value, expected) => {
    expect(shown(hide(value))).toBe(expected);
  });
});

describe("a ConfigurationError", () => {
  it("has one line for each problem", () => {
    const problem = { path: "a", must: "b", got: 1, remedy: "C." };
    const error = new ConfigurationError([problem, { ...problem, path: "d" }]);
    expect(error.message).toBe("`a` must b, got: 1. C.\n`d` must b, got: 1. C.");
    expect(error.problems).toHaveLength(2);
  });
});

describe("writePath", () => {
  it.each([
    [[], ""],
    [["name"], "name"],
    [["groups", "printers", "publish", 0], "groups.printers.publish[0]"],
    [["users", 3, "secrets", 1], "users[3].secrets[1]"],
  ])("writes %j as a path in JavaScript", (path, expected) => {
    expect(writePath(path)).toBe(expected);
  });
});
