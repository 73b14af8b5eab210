import { OPERATORS } from "../../../../local/policy/conditions/operators";

const compare = (name: string, expected: string, actual: string) => {
  const operator = OPERATORS.get(name);
  const complain = (rule: string) => {
    throw new Error(rule);
  };
  return operator && operator.read(expected, { variables: true, complain })(actual, {}) !== operator.negated;
};

describe("condition operators", () => {
  test.each([
    ["StringEquals", "b", [false, true, false]],
    ["StringNotEquals", "b", [true, false, true]],
    ["StringEqualsIgnoreCase", "B", [false, true, false]],
    ["StringNotEqualsIgnoreCase", "B", [true, false, true]],
    ["StringLike", "b*", [false, true, false]],
    ["StringNotLike", "b*", [true, false, true]],
    ["BinaryEquals", "b", [false, true, false]],
    ["ArnEquals", "b*", [false, true, false]],
    ["ArnLike", "b*", [false, true, false]],
    ["ArnNotEquals", "b*", [true, false, true]],
    ["ArnNotLike", "b*", [true, false, true]],
  ])("%s %s: %j for a, b, c", (name, expected, outcomes) => {
    expect(["a", "b", "c"].map((actual) => compare(name, expected, actual))).toEqual(outcomes);
  });

  test.each([
    ["Equals", [false, true, false]],
    ["NotEquals", [true, false, true]],
    ["LessThan", [true, false, false]],
    ["LessThanEquals", [true, true, false]],
    ["GreaterThan", [false, false, true]],
    ["GreaterThanEquals", [false, true, true]],
  ])("order %s, for numbers and dates, against 2005: %j for 2004, 2005, 2006", (order, outcomes) => {
    const years = ["2004", "2005", "2006"];
    expect(years.map((year) => compare(`Numeric${order}`, "2005", year))).toEqual(outcomes);
    expect(years.map((year) => compare(`Date${order}`, "2005", year))).toEqual(outcomes);
  });

  test.each([
    ["Bool", "true", "true", true],
    ["Bool", "true", "false", false],
    ["IpAddress", "10.0.0.0/8", "10.1.2.3", true],
    ["IpAddress", "10.0.0.0/8", "11.1.2.3", false],
    ["NotIpAddress", "10.0.0.0/8", "10.1.2.3", false],
    ["NotIpAddress", "10.0.0.0/8", "11.1.2.3", true],
  ])("%s %s against %s: %s", (name, expected, actual, outcome) => {
    expect(compare(name, expected, actual)).toBe(outcome);
  });
});
