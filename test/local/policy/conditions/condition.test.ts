import { readCondition } from "../../../../local/policy/conditions/condition";
import type { RequestContext } from "../../../../local/policy/context";
import { variable } from "../helpers";

const holds = (operator: string, key: string, values: readonly string[], context: RequestContext) => {
  const complain = (rule: string) => {
    throw new Error(rule);
  };
  return readCondition(operator, key, values, { variables: true, complain })?.holds(context);
};
const attributes = (...connectAttributes: readonly ("PersistentConnect" | "LastWill")[]) => ({ connectAttributes });

describe("a condition with several values", () => {
  test("means one of them, and negated none of them", () => {
    const values = ["a", "b"];
    expect(holds("StringEquals", "iot:ClientId", values, { clientId: "b" })).toBe(true);
    expect(holds("StringEquals", "iot:ClientId", values, { clientId: "c" })).toBe(false);
    expect(holds("StringNotEquals", "iot:ClientId", values, { clientId: "b" })).toBe(false);
    expect(holds("StringNotEquals", "iot:ClientId", values, { clientId: "c" })).toBe(true);
  });
});

describe("a condition on a key that the request lacks", () => {
  test.each([
    ["StringEquals", false],
    ["StringLike", false],
    ["ArnEquals", false],
    ["Bool", false, "true"],
    ["NumericLessThan", false, "5"],
    ["DateLessThan", false, "2026-01-01"],
    ["IpAddress", false, "203.0.113.0/24"],
    ["StringNotEquals", true],
    ["StringNotLike", true],
    ["ArnNotLike", true],
    ["NotIpAddress", true, "203.0.113.0/24"],
    ["StringEqualsIfExists", true],
    ["StringNotEqualsIfExists", true],
    ["ForAllValues:StringEquals", true],
    ["ForAllValues:StringNotEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringNotEquals", false],
    ["ForAnyValue:StringEqualsIfExists", true],
  ])("%s holds: %s", (operator, expected, value = "x") => {
    expect(holds(operator, "iot:Connection.Thing.ThingName", [value], {})).toBe(expected);
  });

  test("IfExists compares as usual if the request has the key", () => {
    expect(holds("StringEqualsIfExists", "iot:ClientId", ["a"], { clientId: "b" })).toBe(false);
    expect(holds("StringEqualsIfExists", "iot:ClientId", ["a"], { clientId: "a" })).toBe(true);
  });
});

describe("Null", () => {
  test.each([
    ["true", {}, true],
    ["false", {}, false],
    ["TRUE", {}, true],
    ["true", attributes(), true],
    ["true", attributes("LastWill"), false],
    ["false", attributes("LastWill"), true],
  ])("%s with %j holds: %s", (value, context, expected) => {
    expect(holds("Null", "iot:ConnectAttributes", [value], context)).toBe(expected);
  });

  test("takes only true and false", () => {
    for (const values of [["yes"], ["true", "yes"], ["yes", "false"], [""]]) {
      expect(() => holds("Null", "iot:ClientId", values, {})).toThrow('must be "true" or "false"');
    }
  });

  test("with both true and false always holds", () => {
    for (const clientId of ["a", undefined]) {
      expect(holds("Null", "iot:ClientId", ["true", "false"], { clientId })).toBe(true);
    }
  });

  test("keeps its text, and is not volatile: a key exists during a whole connection or not at all", () => {
    const condition = readCondition("Null", "aws:SourceIp", ["TRUE"], { variables: true, complain: () => {} });
    expect(condition).toMatchObject({ operator: "Null", key: "aws:SourceIp", values: ["TRUE"], volatile: false });
  });
});

describe("set operators over iot:ConnectAttributes", () => {
  const [none, persistent, will] = [attributes(), attributes("PersistentConnect"), attributes("LastWill")];
  const both = attributes("PersistentConnect", "LastWill");

  test.each([
    ["ForAllValues:StringEquals", ["PersistentConnect"], [true, true, false, false]],
    ["ForAllValues:StringNotEquals", ["PersistentConnect"], [true, false, true, false]],
    ["ForAnyValue:StringEquals", ["PersistentConnect"], [false, true, false, true]],
    ["ForAnyValue:StringNotEquals", ["PersistentConnect"], [false, false, true, true]],
    ["ForAllValues:StringEquals", [], [true, false, false, false]],
    ["ForAllValues:StringLike", ["Persist*", "Last*"], [true, true, true, true]],
    ["ForAllValues:StringNotLike", ["Persist*"], [true, false, true, false]],
    ["StringEquals", ["LastWill"], [true, false, true, false]],
    ["StringNotEquals", ["LastWill"], [true, true, false, false]],
  ])("%s %j: %j with no attribute, PersistentConnect, LastWill, both", (operator, values, expected) => {
    const outcomes = [none, persistent, will, both].map((context) =>
      holds(operator, "iot:ConnectAttributes", values, context),
    );
    expect(outcomes).toEqual(expected);
  });
});

describe("an invalid condition operator", () => {
  test.each([
    "StringEqual",
    "stringequals",
    "ForSomeValues:StringEquals",
    ":StringEquals",
    "ForAllValues:",
    "NullIfExists",
    "ForAllValues:Null",
    "",
    "IfExists",
  ])("%j is refused", (operator) => {
    expect(holds(operator, "iot:ClientId", ["a"], {})).toBeUndefined();
  });
});

describe("a condition's outcome", () => {
  const volatile = (operator: string, key: string, ...values: readonly string[]) =>
    readCondition(operator, key, values, { variables: true, complain: () => {} })?.volatile;

  test.each([
    ["DateLessThan", "aws:CurrentTime", "2026-01-01T00:00:00Z", true],
    ["NumericLessThan", "aws:EpochTime", "5", true],
    ["IpAddress", "aws:SourceIp", "203.0.113.0/24", true],
    ["StringEquals", "iot:ClientId", variable("aws:SourceIp"), true],
    ["StringEquals", "iot:ClientId", "a", false],
  ])("%s %s %s may change during a connection: %s", (operator, key, value, expected) => {
    expect(volatile(operator, key, value)).toBe(expected);
  });

  test("may change if one of its values may change", () => {
    expect(volatile("StringEquals", "iot:ClientId", "a", variable("aws:SourceIp"))).toBe(true);
    expect(volatile("StringEquals", "iot:ClientId", variable("aws:CurrentTime"), "a")).toBe(true);
    expect(volatile("StringEquals", "iot:ClientId", "a", "b")).toBe(false);
  });
});
